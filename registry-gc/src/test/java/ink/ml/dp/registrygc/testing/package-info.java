/** Stores to test with, and an independent idea of what should become of them. */
@NullMarked
package ink.ml.dp.registrygc.testing;

import org.jspecify.annotations.NullMarked;
