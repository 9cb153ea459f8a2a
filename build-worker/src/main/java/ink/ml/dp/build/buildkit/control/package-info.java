/** Calls to the daemon: solve, status, session. */
@NullMarked
package ink.ml.dp.build.buildkit.control;

import org.jspecify.annotations.NullMarked;
