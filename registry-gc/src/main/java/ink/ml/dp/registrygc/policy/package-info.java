/**
 * What stays and what goes, decided from a snapshot and the cluster's state alone: nothing here
 * reads the disk, and the same inputs always give the same plan.
 */
@NullMarked
package ink.ml.dp.registrygc.policy;

import org.jspecify.annotations.NullMarked;
