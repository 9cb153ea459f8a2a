/** What must be true before anything is changed. */
@NullMarked
package ink.ml.dp.registrygc.guard;

import org.jspecify.annotations.NullMarked;
