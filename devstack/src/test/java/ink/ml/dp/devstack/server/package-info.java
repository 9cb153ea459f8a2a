@NullMarked
package ink.ml.dp.devstack.server;

import org.jspecify.annotations.NullMarked;
