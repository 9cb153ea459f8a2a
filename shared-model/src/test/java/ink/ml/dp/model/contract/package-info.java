@NullMarked
package ink.ml.dp.model.contract;

import org.jspecify.annotations.NullMarked;
