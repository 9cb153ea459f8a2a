/** Calls to the daemon: solve, status, session. */
@NullMarked
package ink.ml.dp.buildkit.control;

import org.jspecify.annotations.NullMarked;
