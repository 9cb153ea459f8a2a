/**
 * The full platform: a cluster of node containers on which production's manifests run, in their
 * local overlay.
 */
@NullMarked
package ink.ml.dp.devstack.full;

import org.jspecify.annotations.NullMarked;
