@NullMarked
package ink.ml.dp.build;

import org.jspecify.annotations.NullMarked;
