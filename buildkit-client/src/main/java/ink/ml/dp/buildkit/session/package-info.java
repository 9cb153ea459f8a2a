/** The services that the daemon calls during a build, carried inside a stream to it. */
@NullMarked
package ink.ml.dp.buildkit.session;

import org.jspecify.annotations.NullMarked;
