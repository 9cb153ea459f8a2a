/** The disk that holds checkouts, and its identity. */
@NullMarked
package ink.ml.dp.build.workspace;

import org.jspecify.annotations.NullMarked;
