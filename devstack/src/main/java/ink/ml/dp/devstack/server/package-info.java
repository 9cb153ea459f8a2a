/**
 * The real servers in containers: one definition of each, and how it is started and found again.
 */
@NullMarked
package ink.ml.dp.devstack.server;

import org.jspecify.annotations.NullMarked;
