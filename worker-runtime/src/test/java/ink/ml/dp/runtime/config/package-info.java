@NullMarked
package ink.ml.dp.runtime.config;

import org.jspecify.annotations.NullMarked;
