/** What a worker's log lines say and hide. */
@NullMarked
package ink.ml.dp.runtime.log;

import org.jspecify.annotations.NullMarked;
