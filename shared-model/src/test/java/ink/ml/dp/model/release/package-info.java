@NullMarked
package ink.ml.dp.model.release;

import org.jspecify.annotations.NullMarked;
