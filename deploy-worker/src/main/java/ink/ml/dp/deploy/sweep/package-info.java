/** Looks after what requests have left. */
@NullMarked
package ink.ml.dp.deploy.sweep;

import org.jspecify.annotations.NullMarked;
