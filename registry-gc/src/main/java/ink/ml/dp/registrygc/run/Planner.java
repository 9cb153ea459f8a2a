package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.guard.Volume;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.Retention;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.state.StateFile;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreScanner;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.BrokenReference;
import ink.ml.dp.registrygc.sweep.IntegrityCheck;
import ink.ml.dp.registrygc.sweep.SweepContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries out the commands that change nothing: {@code plan} and {@code verify}. */
public final class Planner {
  private final GcSettings settings;
  private final RunDependencies dependencies;
  private final AuditLog audit;

  public Planner(GcSettings settings, RunDependencies dependencies, AuditLog audit) {
    this.settings = settings;
    this.dependencies = dependencies;
    this.audit = audit;
  }

  /** What a run would do now. */
  public Survey plan() {
    Volume.requireStore(settings.layout());
    try (Workers workers = new Workers(settings.threads())) {
      Surveyor surveyor = new Surveyor(settings, dependencies.roots(), workers, new Stopwatch());
      StateFile state = new StateFile(settings.layout(), dependencies.disk());
      Survey survey = surveyor.survey(state.read().history(), dependencies.clock().instant());
      PlanAudit plan = new PlanAudit(audit);
      plan.kept(survey);
      plan.condemned(survey);
      return survey;
    }
  }

  /**
   * What does not resolve of everything that is there and everything that is in use. It looks a
   * second time when anything does not, because a run or a deletion beside it takes things away
   * between the snapshot and the look; what is broken is so both times.
   */
  public IntegrityCheck.Result verify() {
    Volume.requireStore(settings.layout());
    try (Workers workers = new Workers(settings.threads())) {
      IntegrityCheck.Result first = verify(workers, AuditLog.NONE);
      if (first.broken().isEmpty()) {
        return first;
      }
      Set<String> before =
          first.broken().stream().map(BrokenReference::key).collect(Collectors.toSet());
      IntegrityCheck.Result second = verify(workers, AuditLog.NONE);
      List<BrokenReference> both =
          second.broken().stream().filter(broken -> before.contains(broken.key())).toList();
      both.forEach(broken -> audit.note(broken.audit()));
      return new IntegrityCheck.Result(both, second.liveBytes(), second.restored());
    }
  }

  private IntegrityCheck.Result verify(Workers workers, AuditLog log) {
    Snapshot snapshot = new StoreScanner(settings.layout(), workers).scan();
    ClusterState cluster = dependencies.roots().read();
    SweepContext context = new SweepContext(settings.layout(), dependencies.disk(), workers, log);
    IntegrityCheck proof =
        new IntegrityCheck(
            context, snapshot, dependencies.registry(), settings.sweep().verifySample());
    return proof.check(
        Retention.keepAll(snapshot), new InUse(cluster.uses()), Optional.empty(), List.of());
  }
}
