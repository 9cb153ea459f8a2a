/** The image registry's HTTP API, and the tokens that it takes. */
@NullMarked
package ink.ml.dp.runtime.registry;

import org.jspecify.annotations.NullMarked;
