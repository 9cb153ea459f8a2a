/** How a worker's process starts, and how it says that it cannot. */
@NullMarked
package ink.ml.dp.runtime.config;

import org.jspecify.annotations.NullMarked;
