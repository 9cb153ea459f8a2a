package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.Plan;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.policy.Rule;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.sweep.TrashedRun.Progress.Finished;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run's changes, in the order that keeps every moment consistent: tags, then manifests, then
 * links to layers, and blobs only after whoever had seen those links is done. Until it is verified,
 * the run can be undone as a whole; a run that ends before is undone by the next one.
 */
public final class Sweep {
  private final SweepContext context;
  private final Plan plan;
  private final Snapshot snapshot;
  private final Trash trash;
  private final TrashMover mover;
  private final Reconciler reconciler;

  public Sweep(SweepContext context, Plan plan, Snapshot snapshot, Trash trash, List<Trash> older) {
    this.context = context;
    this.plan = plan;
    this.snapshot = snapshot;
    this.trash = trash;
    this.mover = new TrashMover(context, trash);
    this.reconciler =
        new Reconciler(
            context,
            snapshot.digests(),
            plan.repositories(),
            Stream.concat(Stream.of(trash), older.stream()).toList());
  }

  /**
   * Moves tags, manifests, links to layers and uploads to the trash; all blobs stay where they are.
   */
  public void trashLinks() {
    for (RepositoryPlan repository : plan.repositories()) {
      repository.condemnedTags().stream()
          .map(
              decision ->
                  new Candidate(
                      new StoreObject.Tag(repository.name(), decision.tag().name()),
                      decision.rule(),
                      decision.tag().pushed()))
          .forEach(mover::trash);
    }
    mover.flush();
    untouched().forEach(this::trashManifests);
    mover.flush();
    untouched().forEach(this::trashLayers);
    plan.repositories().forEach(this::trashUploads);
    mover.flush();
  }

  /** Looks for what was pushed, linked or deployed since the snapshot, and brings it back. */
  public void reconcile(InUse inUse) {
    reconciler.pass(inUse);
  }

  /** Moves the blobs that nothing has asked for since to the trash. */
  public void trashBlobs(Orphans orphans) {
    orphans.forEach(
        (id, digest, size) -> {
          if (!reconciler.wanted().get(id)) {
            StoreObject blob = new StoreObject.Blob(digest);
            mover.trash(new Candidate(blob, Rule.UNREFERENCED, Candidate.ANY_TIME));
          }
        });
    mover.flush();
  }

  /** Notes that everything kept resolves. */
  public void verified(Instant now) {
    new TrashedRun(trash, new Finished(now, trashed().bytes() - restored().bytes()))
        .write(context.disk());
  }

  public Tally trashed() {
    return mover.trashed();
  }

  public Tally restored() {
    return reconciler.restored();
  }

  public Trash trash() {
    return trash;
  }

  /** Repositories that somebody pushed to while we began keep the rest until the next run. */
  private Stream<RepositoryPlan> untouched() {
    return plan.repositories().stream().filter(r -> !mover.rewritten().contains(r.name()));
  }

  private void trashManifests(RepositoryPlan repository) {
    for (RepositoryPlan.Condemned condemned : repository.condemned()) {
      Digest digest = snapshot.digest(condemned.digest());
      StoreObject manifest = new StoreObject.Manifest(repository.name(), digest);
      mover.trash(new Candidate(manifest, condemned.rule(), condemned.pushed()));
    }
  }

  private void trashLayers(RepositoryPlan repository) {
    int[] layers = repository.condemnedLayers();
    for (int i = 0; i < layers.length; i++) {
      StoreObject link = new StoreObject.Layer(repository.name(), snapshot.digest(layers[i]));
      long seen = repository.condemnedLayerTimes()[i];
      mover.trash(new Candidate(link, Rule.UNREFERENCED, seen));
    }
  }

  private void trashUploads(RepositoryPlan repository) {
    repository.staleUploads().stream()
        .map(upload -> new StoreObject.Upload(repository.name(), upload.id()))
        .map(upload -> new Candidate(upload, Rule.STALE_UPLOAD, Candidate.ANY_TIME))
        .forEach(mover::trash);
  }
}
