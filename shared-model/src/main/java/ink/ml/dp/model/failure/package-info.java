/** Failures: their codes, who has to act on them, and their sentences. */
@NullMarked
package ink.ml.dp.model.failure;

import org.jspecify.annotations.NullMarked;
