@NullMarked
package ink.ml.dp.devstack;

import org.jspecify.annotations.NullMarked;
