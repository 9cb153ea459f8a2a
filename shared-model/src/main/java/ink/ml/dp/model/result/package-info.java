@NullMarked
package ink.ml.dp.model.result;

import org.jspecify.annotations.NullMarked;
