@NullMarked
package ink.ml.dp.devstack.full;

import org.jspecify.annotations.NullMarked;
