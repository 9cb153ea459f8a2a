package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is final: removes old trash and empty directories. */
public record Housekeeping(SweepContext context) {
  /**
   * Removes for good what a run moved to the trash.
   *
   * @return how many bytes that freed
   */
  public long purge(Trash trash) {
    return new Purger(context.disk(), context.workers(), context.audit()).purge(trash);
  }

  /** Removes directories that have been empty for this long. */
  public void removeEmpty(
      List<RepositoryPlan> plans, Snapshot snapshot, Orphans orphans, Duration age, Instant now) {
    EmptyDirectories empty =
        new EmptyDirectories(context.layout(), context.disk(), context.audit(), age, now);
    List<Digest> blobs = orphans.hollow();
    if (age.isZero()) {
      orphans.forEach((id, digest, size) -> blobs.add(digest));
    }
    empty.remove(blobs, plans, snapshot, context.workers());
  }

  /** Brings back what is in use and was moved to the trash by an earlier run. */
  public Tally restoreUses(List<Trash> older, InUse inUse) {
    Reconciler reconciler = new Reconciler(context, new DigestTable(), List.of(), older);
    reconciler.uses(inUse);
    return reconciler.restored();
  }
}
