package ink.ml.dp.registrygc.run;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.audit.AuditException;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.guard.Ballast;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.guard.StoreLock;
import ink.ml.dp.registrygc.guard.Volume;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.metrics.Phase;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.state.GcState;
import ink.ml.dp.registrygc.state.StateFile;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.Reconciler;
import ink.ml.dp.registrygc.sweep.RunId;
import ink.ml.dp.registrygc.sweep.SweepContext;
import ink.ml.dp.registrygc.sweep.Tally;
import ink.ml.dp.registrygc.sweep.Trash;
import ink.ml.dp.registrygc.sweep.TrashedRun;
import ink.ml.dp.registrygc.sweep.TrashedRun.Progress;
import ink.ml.dp.registrygc.sweep.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Carries out {@code run}: guards, resumption, survey, sweep, purge. */
public final class Collector {
  private final GcSettings settings;
  private final RunDependencies dependencies;
  private final AuditLog audit;

  public Collector(GcSettings settings, RunDependencies dependencies, AuditLog audit) {
    this.settings = settings;
    this.dependencies = dependencies;
    this.audit = audit;
  }

  /**
   * Collects the garbage, and reports the figures whatever happens.
   *
   * @param run its ID
   * @param purgeNow remove for good what was moved to the trash, as soon as it is verified
   * @param force carry the plan out although it looks like a mistake
   */
  public RunReport run(RunId run, boolean purgeNow, boolean force) {
    RunFiguresBuilder progress = new RunFiguresBuilder(dependencies.clock());
    RunReport report;
    try (Workers workers = new Workers(settings.threads())) {
      SweepContext context =
          new SweepContext(settings.layout(), dependencies.disk(), workers, audit);
      report = guarded(run, purgeNow, force, context, progress);
    }
    dependencies.metrics().report(report.figures());
    return report;
  }

  private RunReport guarded(
      RunId run,
      boolean purgeNow,
      boolean force,
      SweepContext context,
      RunFiguresBuilder progress) {
    StoreLayout layout = settings.layout();
    try {
      Volume.requireStore(layout);
      try (StoreLock lock = StoreLock.take(layout)) {
        return locked(run, purgeNow, force, context, progress);
      }
    } catch (GuardException | RootsUnavailableException | StoreException | AuditException e) {
      Outcome outcome = progress.isChanging() ? Outcome.FAILED : Outcome.REFUSED;
      return progress.report(run, outcome, String.valueOf(e.getMessage()));
    } catch (RolledBackException e) {
      return progress.report(run, Outcome.ROLLED_BACK, String.valueOf(e.getMessage()));
    }
  }

  private RunReport locked(
      RunId run,
      boolean purgeNow,
      boolean force,
      SweepContext context,
      RunFiguresBuilder progress) {
    Ballast ballast =
        new Ballast(
            settings.layout(),
            dependencies.disk(),
            dependencies.space(),
            settings.sweep().ballastBytes());
    StateFile stateFile = new StateFile(settings.layout(), dependencies.disk());
    progress.stopwatch().time(Phase.GUARD, () -> guard(ballast));
    progress.strangers(
        Trash.strangers(settings.layout()).stream()
            .map(path -> path + " is in the trash and no run's; it stays")
            .toList());
    GcState state = stateFile.read();
    progress.known(state.brokenSince());
    Instant now = dependencies.clock().instant();
    ClusterState cluster =
        progress.stopwatch().time(Phase.ROOTS, () -> dependencies.roots().read());
    requireSameCluster(state, cluster);
    List<TrashedRun> older = resume(context, new InUse(cluster.uses()), progress);
    Surveyor surveyor =
        new Surveyor(settings, dependencies.roots(), context.workers(), progress.stopwatch());
    Survey survey = surveyor.survey(state.history(), now);
    progress.survey(survey);
    new PlanAudit(audit).kept(survey);
    requireNoBrakes(survey, force);
    GcState seen = state.withSeen(cluster.identity(), survey.plan().goneSince());
    stateFile.write(seen);
    boolean low =
        dependencies
            .space()
            .of(settings.layout().gc())
            .isBelowPercent(settings.sweep().lowSpacePercent());
    new Execution(settings, dependencies, context, progress, survey)
        .execute(new Trash(settings.layout(), run.value()), older, purgeNow || low, now);
    stateFile.write(seen.withEnd(survey.plan().inUse(), progress.brokenSince()));
    ballast.renew();
    return progress.report(run, Outcome.SUCCESS, "");
  }

  private void guard(Ballast ballast) {
    ballast.release();
    Volume.requireOneFileSystem(settings.layout());
    Volume.requireHardLinks(settings.layout(), dependencies.disk());
    dependencies.registry().prove(settings.layout(), dependencies.disk());
  }

  private static void requireSameCluster(GcState state, ClusterState cluster) {
    if (state.cluster().filter(known -> !known.equals(cluster.identity())).isPresent()) {
      throw new GuardException(
          new Action("match the store with the cluster"),
          "this is the store of cluster "
              + state.cluster().get()
              + ", and the roots are those of cluster "
              + cluster.identity());
    }
  }

  private static void requireNoBrakes(Survey survey, boolean force) {
    if (!force && !survey.plan().brakes().isEmpty()) {
      throw new GuardException(
          new Action("carry out the plan"),
          String.join("; ", survey.plan().brakes()) + " (--force does it nevertheless)");
    }
  }

  /**
   * Undoes runs that did not come to their end, and brings back what is in use of the others.
   *
   * @return the others
   */
  private static List<TrashedRun> resume(
      SweepContext context, InUse inUse, RunFiguresBuilder progress) {
    List<TrashedRun> finished = new ArrayList<>();
    for (TrashedRun run : TrashedRun.all(context.layout())) {
      switch (run.progress()) {
        case Progress.Unfinished() -> {
          Undo undo = new Undo(context.layout(), context.disk(), context.audit());
          undo.undo(run.trash(), "unfinished-run");
        }
        case Progress.Finished(Instant at, long bytes) -> finished.add(run);
        case Progress.HalfPurged() -> finished.add(run);
      }
    }
    Tally restored =
        Reconciler.restoreUses(context, finished.stream().map(TrashedRun::trash).toList(), inUse);
    progress.restored(restored.objects(), restored.bytes());
    return finished;
  }
}
