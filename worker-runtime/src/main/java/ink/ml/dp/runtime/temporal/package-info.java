/** The connection to Temporal, and the life of a worker that polls it. */
@NullMarked
package ink.ml.dp.runtime.temporal;

import org.jspecify.annotations.NullMarked;
