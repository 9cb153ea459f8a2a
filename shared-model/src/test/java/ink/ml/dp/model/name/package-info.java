@NullMarked
package ink.ml.dp.model.name;

import org.jspecify.annotations.NullMarked;
