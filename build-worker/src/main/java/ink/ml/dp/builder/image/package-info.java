/** The images that builds make: their names, what they may be made of, and their caches. */
@NullMarked
package ink.ml.dp.builder.image;

import org.jspecify.annotations.NullMarked;
