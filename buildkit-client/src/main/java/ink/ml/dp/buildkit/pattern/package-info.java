/** Patterns of files, with the meaning that Docker's ignore files give them. */
@NullMarked
package ink.ml.dp.buildkit.pattern;

import org.jspecify.annotations.NullMarked;
