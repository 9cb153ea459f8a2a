@NullMarked
package ink.ml.dp.registrygc.run;

import org.jspecify.annotations.NullMarked;
