/** Turns what activities throw into failures of the contract, and logs them once. */
@NullMarked
package ink.ml.dp.runtime.failure;

import org.jspecify.annotations.NullMarked;
