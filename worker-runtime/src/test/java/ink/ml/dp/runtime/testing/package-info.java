@NullMarked
package ink.ml.dp.runtime.testing;

import org.jspecify.annotations.NullMarked;
