/** The cluster's API: typed paths, conflicts and failures; no type of the client leaves here. */
@NullMarked
package ink.ml.dp.deploy.kube;

import org.jspecify.annotations.NullMarked;
