/** Turns the daemon's status stream into ordered events. */
@NullMarked
package ink.ml.dp.buildkit.progress;

import org.jspecify.annotations.NullMarked;
