/** What activities are told. */
@NullMarked
package ink.ml.dp.model.activity;

import org.jspecify.annotations.NullMarked;
