@NullMarked
package ink.ml.dp.deploy.namespace;

import org.jspecify.annotations.NullMarked;
