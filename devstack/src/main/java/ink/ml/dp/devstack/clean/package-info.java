/** What the project has left on this machine, and how to get rid of it. */
@NullMarked
package ink.ml.dp.devstack.clean;

import org.jspecify.annotations.NullMarked;
