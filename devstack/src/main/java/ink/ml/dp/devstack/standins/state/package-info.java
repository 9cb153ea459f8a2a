/**
 * What the stand-ins keep in their state directory: secrets, and values that outlive the process.
 */
@NullMarked
package ink.ml.dp.devstack.standins.state;

import org.jspecify.annotations.NullMarked;
