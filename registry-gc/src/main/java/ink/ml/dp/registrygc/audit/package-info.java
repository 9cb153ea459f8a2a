/** Says of every object what became of it and why. */
@NullMarked
package ink.ml.dp.registrygc.audit;

import org.jspecify.annotations.NullMarked;
