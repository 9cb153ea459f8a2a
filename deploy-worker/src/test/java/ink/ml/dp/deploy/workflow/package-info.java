@NullMarked
package ink.ml.dp.deploy.workflow;

import org.jspecify.annotations.NullMarked;
