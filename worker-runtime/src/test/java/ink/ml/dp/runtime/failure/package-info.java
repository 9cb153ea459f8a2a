@NullMarked
package ink.ml.dp.runtime.failure;

import org.jspecify.annotations.NullMarked;
