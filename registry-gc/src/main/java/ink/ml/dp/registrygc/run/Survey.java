package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.Plan;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.sweep.Orphans;

/**
 * What is there and what is to become of it.
 *
 * @param orphans the blobs that go
 */
public record Survey(Snapshot snapshot, ClusterState cluster, Plan plan, Orphans orphans) {
  /** What the cluster used when it was asked. */
  public InUse inUse() {
    return new InUse(cluster.uses());
  }

  /** Whether there is anything to move to the trash. */
  public boolean trashesAnything() {
    return orphans.count() > 0
        || plan.repositories().stream()
            .anyMatch(
                repository ->
                    !repository.condemnedTags().isEmpty()
                        || !repository.condemned().isEmpty()
                        || repository.condemnedLayers().length > 0
                        || !repository.staleUploads().isEmpty());
  }
}
