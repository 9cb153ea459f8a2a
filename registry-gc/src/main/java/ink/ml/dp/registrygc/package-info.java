@NullMarked
package ink.ml.dp.registrygc;

import org.jspecify.annotations.NullMarked;
