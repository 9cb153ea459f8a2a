/** The workflows, as callers and workers name them. */
@NullMarked
package ink.ml.dp.model.workflow;

import org.jspecify.annotations.NullMarked;
