/** Retention and garbage collection of the registry's storage, while the registry serves. */
@NullMarked
package ink.ml.dp.registrygc;

import org.jspecify.annotations.NullMarked;
