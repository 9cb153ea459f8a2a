@NullMarked
package ink.ml.dp.deploy.kube;

import org.jspecify.annotations.NullMarked;
