/** Gives the process' settings to its beans, and ends a start that cannot succeed. */
@NullMarked
package ink.ml.dp.runtime.config;

import org.jspecify.annotations.NullMarked;
