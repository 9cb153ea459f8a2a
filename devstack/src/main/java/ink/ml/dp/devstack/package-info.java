/** The local platform: real servers in containers, stand-ins, and the command line. */
@NullMarked
package ink.ml.dp.devstack;

import org.jspecify.annotations.NullMarked;
