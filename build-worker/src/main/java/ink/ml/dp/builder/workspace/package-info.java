/** The disk that holds checkouts, and its identity. */
@NullMarked
package ink.ml.dp.builder.workspace;

import org.jspecify.annotations.NullMarked;
