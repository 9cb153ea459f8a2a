/** Finds out why a build failed, and whose fault it is. */
@NullMarked
package ink.ml.dp.buildkit.failure;

import org.jspecify.annotations.NullMarked;
