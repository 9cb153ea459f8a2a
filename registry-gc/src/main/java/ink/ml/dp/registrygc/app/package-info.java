/** The command line, and what is put together for it. */
@NullMarked
package ink.ml.dp.registrygc.app;

import org.jspecify.annotations.NullMarked;
