/** The commands as they are carried out: plan, run, restore and verify. */
@NullMarked
package ink.ml.dp.registrygc.run;

import org.jspecify.annotations.NullMarked;
