/** The build worker: clones a commit, and has BuildKit build it and push the image. */
@NullMarked
package ink.ml.dp.builder;

import org.jspecify.annotations.NullMarked;
