/**
 * Programs on the host: short commands, and the platform's own services as processes of their own.
 */
@NullMarked
package ink.ml.dp.devstack.process;

import org.jspecify.annotations.NullMarked;
