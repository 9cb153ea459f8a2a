/** Types for names, digests and paths, none of which can hold a bad one. */
@NullMarked
package ink.ml.dp.model.name;

import org.jspecify.annotations.NullMarked;
