package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.metrics.Phase;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.sweep.EmptyDirectories;
import ink.ml.dp.registrygc.sweep.IntegrityCheck;
import ink.ml.dp.registrygc.sweep.Purger;
import ink.ml.dp.registrygc.sweep.Sweep;
import ink.ml.dp.registrygc.sweep.SweepContext;
import ink.ml.dp.registrygc.sweep.Tally;
import ink.ml.dp.registrygc.sweep.Trash;
import ink.ml.dp.registrygc.sweep.TrashedRun;
import ink.ml.dp.registrygc.sweep.TrashedRun.Progress;
import ink.ml.dp.registrygc.sweep.Undo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries out a survey's plan, and undoes it when anything goes wrong on the way. */
record Execution(
    GcSettings settings,
    RunDependencies dependencies,
    SweepContext context,
    RunFiguresBuilder progress,
    Survey survey) {

  /**
   * Moves to the trash, waits, looks again, verifies, and removes what is due.
   *
   * @throws RolledBackException when what was moved to the trash had to come back
   */
  void execute(Trash trash, List<TrashedRun> older, boolean purgeNow, Instant now) {
    List<Trash> earlier = older.stream().map(TrashedRun::trash).toList();
    boolean trashes = survey.trashesAnything();
    if (trashes) {
      undoable(trash, () -> sweep(trash, earlier));
    } else {
      prove(Optional.empty(), earlier);
    }
    progress.changing();
    progress.stopwatch().time(Phase.PURGE, () -> purge(trashes && purgeNow, trash, older, now));
  }

  private void undoable(Trash trash, Runnable sweep) {
    progress.changing();
    try {
      sweep.run();
    } catch (RuntimeException e) {
      Undo undo = new Undo(context.layout(), context.disk(), context.audit());
      Tally back = undo.undo(trash, "rolled-back");
      progress.nothingTrashed();
      progress.restored(back.objects(), back.bytes());
      throw new RolledBackException(e);
    }
  }

  private void sweep(Trash trash, List<Trash> earlier) {
    Stopwatch stopwatch = progress.stopwatch();
    Sweep sweep = new Sweep(context, survey.plan(), survey.snapshot(), trash, earlier);
    stopwatch.time(Phase.TRASH, sweep::trashLinks);
    if (!settings.sweep().settle().isZero()) {
      // At once as well: a manifest that was put while its links were moved lacks some now.
      stopwatch.time(Phase.RECONCILE, () -> sweep.reconcile(inUseNow()));
      stopwatch.time(Phase.SETTLE, () -> dependencies.registry().settle(settings.sweep().settle()));
    }
    stopwatch.time(Phase.RECONCILE, () -> sweep.reconcile(inUseNow()));
    stopwatch.time(Phase.TRASH, () -> sweep.trashBlobs(survey.orphans()));
    stopwatch.time(Phase.RECONCILE, () -> reconcile(sweep));
    progress.restored(sweep.restored().objects(), sweep.restored().bytes());
    progress.trashed(
        sweep.trashed().objects() - sweep.restored().objects(),
        sweep.trashed().bytes() - sweep.restored().bytes());
    prove(Optional.of(trash), earlier);
    context.audit().flush();
    sweep.verified(dependencies.clock().instant());
  }

  private void reconcile(Sweep sweep) {
    Duration waited = Duration.ZERO;
    for (Duration at : settings.sweep().reconcileAt()) {
      dependencies.pause().await(at.minus(waited));
      waited = at;
      sweep.reconcile(inUseNow());
    }
  }

  private void prove(Optional<Trash> own, List<Trash> earlier) {
    List<RepositoryPlan> plans = survey.plan().repositories();
    IntegrityCheck proof =
        new IntegrityCheck(
            context, survey.snapshot(), dependencies.registry(), settings.sweep().verifySample());
    IntegrityCheck.Result result =
        progress.stopwatch().time(Phase.VERIFY, () -> proof.check(plans, inUseNow(), own, earlier));
    progress.verified(result.broken(), result.liveBytes());
    progress.restored(result.restored().objects(), result.restored().bytes());
  }

  private void purge(boolean own, Trash trash, List<TrashedRun> older, Instant now) {
    Purger purger = new Purger(context);
    for (TrashedRun run : older) {
      if (isDue(run, now)) {
        progress.purged(purger.purge(run.trash()));
      } else if (run.progress() instanceof Progress.Finished(Instant at, long bytes)) {
        progress.stillInTrash(bytes);
      }
    }
    if (own) {
      progress.purged(purger.purge(trash));
      progress.nothingTrashed();
    }
    new EmptyDirectories(
            context, settings.sweep().emptyDirectoryAge(), dependencies.clock().instant())
        .remove(survey.orphans(), survey.plan().repositories(), survey.snapshot());
  }

  private boolean isDue(TrashedRun run, Instant now) {
    return switch (run.progress()) {
      case Progress.Unfinished() -> false;
      case Progress.HalfPurged() -> true;
      case Progress.Finished(Instant at, long bytes) ->
          !now.isBefore(at.plus(settings.sweep().trashAge()));
    };
  }

  private InUse inUseNow() {
    return new InUse(dependencies.roots().read().uses());
  }
}
