@NullMarked
package ink.ml.dp.runtime;

import org.jspecify.annotations.NullMarked;
