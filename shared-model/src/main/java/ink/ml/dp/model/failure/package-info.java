@NullMarked
package ink.ml.dp.model.failure;

import org.jspecify.annotations.NullMarked;
