/** What is stored of a release: written by the deploy worker, read by the registry's collector. */
@NullMarked
package ink.ml.dp.model.release;

import org.jspecify.annotations.NullMarked;
