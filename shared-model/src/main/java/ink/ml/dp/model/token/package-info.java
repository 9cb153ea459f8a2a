/** Tokens for the registry's push endpoint, which answers nobody without one. */
@NullMarked
package ink.ml.dp.model.token;

import org.jspecify.annotations.NullMarked;
