@NullMarked
package ink.ml.dp.devstack.clean;

import org.jspecify.annotations.NullMarked;
