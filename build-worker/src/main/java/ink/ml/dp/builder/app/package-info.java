/** Configuration and wiring of the build worker. */
@NullMarked
package ink.ml.dp.builder.app;

import org.jspecify.annotations.NullMarked;
