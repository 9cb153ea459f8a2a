@NullMarked
package ink.ml.dp.runtime.log;

import org.jspecify.annotations.NullMarked;
