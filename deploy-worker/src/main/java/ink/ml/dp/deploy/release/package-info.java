/**
 * Releases: their objects in the cluster, their records, and the fence that keeps older requests
 * out.
 */
@NullMarked
package ink.ml.dp.deploy.release;

import org.jspecify.annotations.NullMarked;
