@NullMarked
package ink.ml.dp.runtime.temporal;

import org.jspecify.annotations.NullMarked;
