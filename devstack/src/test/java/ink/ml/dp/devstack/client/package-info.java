@NullMarked
package ink.ml.dp.devstack.client;

import org.jspecify.annotations.NullMarked;
