/** Digests by the million: packed into longs, named by small integers. */
@NullMarked
package ink.ml.dp.registrygc.digest;

import org.jspecify.annotations.NullMarked;
