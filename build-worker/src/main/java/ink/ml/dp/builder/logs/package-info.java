/** Build logs: a file per request, which is also the spool for Loki. */
@NullMarked
package ink.ml.dp.builder.logs;

import org.jspecify.annotations.NullMarked;
