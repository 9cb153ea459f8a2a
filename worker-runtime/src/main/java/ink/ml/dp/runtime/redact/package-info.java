/** Keeps secrets out of logs, heartbeats and failures. */
@NullMarked
package ink.ml.dp.runtime.redact;

import org.jspecify.annotations.NullMarked;
