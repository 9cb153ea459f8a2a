/** The activities that the workflows call, and how they are stopped. */
@NullMarked
package ink.ml.dp.builder.activity;

import org.jspecify.annotations.NullMarked;
