/** The deploy worker: the workflows, and everything that needs the cluster. */
@NullMarked
package ink.ml.dp.deploy;

import org.jspecify.annotations.NullMarked;
