package ink.ml.dp.registrygc.run;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.guard.StoreLock;
import ink.ml.dp.registrygc.guard.Volume;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.Restored;
import ink.ml.dp.registrygc.sweep.RunId;
import ink.ml.dp.registrygc.sweep.SweepContext;
import ink.ml.dp.registrygc.sweep.Trash;
import ink.ml.dp.registrygc.sweep.TrashedRun;
import ink.ml.dp.registrygc.sweep.TrashedRun.Progress;
import java.util.List;

/** Carries out {@code restore}. */
public final class Restoration {
  private final GcSettings settings;
  private final RunDependencies dependencies;
  private final AuditLog audit;

  public Restoration(GcSettings settings, RunDependencies dependencies, AuditLog audit) {
    this.settings = settings;
    this.dependencies = dependencies;
    this.audit = audit;
  }

  /**
   * Brings back everything that a run moved to the trash, but what pushes have overtaken, and what
   * its images need and another run moved to the trash.
   *
   * @throws GuardException when there is nothing left of the run, or not all
   */
  public Restored restore(RunId run) {
    Volume.requireStore(settings.layout());
    try (StoreLock lock = StoreLock.take(settings.layout())) {
      List<TrashedRun> runs = TrashedRun.all(settings.layout());
      TrashedRun found =
          runs.stream()
              .filter(r -> r.trash().run().equals(run.value()))
              .findFirst()
              .orElseThrow(() -> new GuardException(tried(run), known(runs)));
      if (found.progress() instanceof Progress.HalfPurged) {
        throw new GuardException(tried(run), "part of it has been removed for good already");
      }
      try (Workers workers = new Workers(settings.threads())) {
        SweepContext context =
            new SweepContext(settings.layout(), dependencies.disk(), workers, audit);
        List<Trash> others = runs.stream().filter(r -> r != found).map(TrashedRun::trash).toList();
        return Restored.restore(context, found.trash(), others);
      }
    }
  }

  private static Action tried(RunId run) {
    return new Action("restore the run " + run);
  }

  private static String known(List<TrashedRun> runs) {
    return runs.isEmpty()
        ? "no run can be restored any more"
        : "only these can be: "
            + String.join(", ", runs.stream().map(r -> r.trash().run()).toList());
  }
}
