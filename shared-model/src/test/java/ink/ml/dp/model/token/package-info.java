@NullMarked
package ink.ml.dp.model.token;

import org.jspecify.annotations.NullMarked;
