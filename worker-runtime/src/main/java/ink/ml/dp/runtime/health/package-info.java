/** Answers Kubernetes' probes. */
@NullMarked
package ink.ml.dp.runtime.health;

import org.jspecify.annotations.NullMarked;
