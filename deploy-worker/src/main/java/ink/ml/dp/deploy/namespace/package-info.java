/** A project's namespace and everything that keeps its services apart from others'. */
@NullMarked
package ink.ml.dp.deploy.namespace;

import org.jspecify.annotations.NullMarked;
