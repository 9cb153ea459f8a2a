@NullMarked
package ink.ml.dp.deploy.rollout;

import org.jspecify.annotations.NullMarked;
