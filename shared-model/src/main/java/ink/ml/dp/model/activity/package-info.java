/** The activities that workflows call, with what each is given and answers. */
@NullMarked
package ink.ml.dp.model.activity;

import org.jspecify.annotations.NullMarked;
