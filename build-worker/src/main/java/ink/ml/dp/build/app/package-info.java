/** Configuration and wiring of the build worker. */
@NullMarked
package ink.ml.dp.build.app;

import org.jspecify.annotations.NullMarked;
