@NullMarked
package ink.ml.dp.builder;

import org.jspecify.annotations.NullMarked;
