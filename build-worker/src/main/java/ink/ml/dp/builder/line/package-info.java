/** Whose build is next. Knows nothing of what a build is. */
@NullMarked
package ink.ml.dp.builder.line;

import org.jspecify.annotations.NullMarked;
