@NullMarked
package ink.ml.dp.model.request;

import org.jspecify.annotations.NullMarked;
