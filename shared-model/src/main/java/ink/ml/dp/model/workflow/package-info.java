@NullMarked
package ink.ml.dp.model.workflow;

import org.jspecify.annotations.NullMarked;
