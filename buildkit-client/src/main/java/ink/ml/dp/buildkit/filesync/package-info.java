/** Sends files to the daemon, and only those that changed. */
@NullMarked
package ink.ml.dp.buildkit.filesync;

import org.jspecify.annotations.NullMarked;
