/** Reads what configures a program, the same way in every program of the platform. */
@NullMarked
package ink.ml.dp.model.setting;

import org.jspecify.annotations.NullMarked;
