@NullMarked
package ink.ml.dp.runtime.environment;

import org.jspecify.annotations.NullMarked;
