/** Reads a service's variables from the API that keeps them. */
@NullMarked
package ink.ml.dp.runtime.environment;

import org.jspecify.annotations.NullMarked;
