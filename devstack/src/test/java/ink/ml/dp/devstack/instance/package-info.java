@NullMarked
package ink.ml.dp.devstack.instance;

import org.jspecify.annotations.NullMarked;
