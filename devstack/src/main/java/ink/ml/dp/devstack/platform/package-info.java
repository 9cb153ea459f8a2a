/** The local platform as a whole: start, stop, look at it. */
@NullMarked
package ink.ml.dp.devstack.platform;

import org.jspecify.annotations.NullMarked;
