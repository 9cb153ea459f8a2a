/** What a run answers, at its end and while it goes on. */
@NullMarked
package ink.ml.dp.model.result;

import org.jspecify.annotations.NullMarked;
