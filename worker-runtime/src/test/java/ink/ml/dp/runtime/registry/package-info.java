@NullMarked
package ink.ml.dp.runtime.registry;

import org.jspecify.annotations.NullMarked;
