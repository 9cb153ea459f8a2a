/** Puts the process together, and says what it polls. */
@NullMarked
package ink.ml.dp.deploy.app;

import org.jspecify.annotations.NullMarked;
