@NullMarked
package ink.ml.dp.devstack.platform;

import org.jspecify.annotations.NullMarked;
