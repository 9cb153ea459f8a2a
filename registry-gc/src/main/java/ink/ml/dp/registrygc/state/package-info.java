/** What one run leaves for the next to know. */
@NullMarked
package ink.ml.dp.registrygc.state;

import org.jspecify.annotations.NullMarked;
