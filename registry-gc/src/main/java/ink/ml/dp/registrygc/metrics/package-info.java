/** The figures of a run, and where they go. */
@NullMarked
package ink.ml.dp.registrygc.metrics;

import org.jspecify.annotations.NullMarked;
