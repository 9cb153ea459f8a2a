package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.RealDisk;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.guard.Space;
import ink.ml.dp.registrygc.metrics.RunFigures;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.RootSource;
import ink.ml.dp.registrygc.run.Collector;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.Planner;
import ink.ml.dp.registrygc.run.Restoration;
import ink.ml.dp.registrygc.run.RunDependencies;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.run.Survey;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.sweep.IntegrityCheck;
import ink.ml.dp.registrygc.sweep.Restored;
import ink.ml.dp.registrygc.sweep.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A garbage collector with everything in the test's hand. */
public final class Rig {
  /** No waiting, and nothing removed but what was moved to the trash. */
  public static final SweepSettings AT_ONCE =
      new SweepSettings(
          Duration.ZERO,
          List.of(Duration.ZERO),
          Duration.ofHours(20),
          Duration.ofHours(24),
          0,
          0,
          0);

  public final List<AuditEntry> audit = Collections.synchronizedList(new ArrayList<>());
  public final List<RunFigures> figures = new ArrayList<>();
  public RootSource roots;
  public RegistryAccess registry = RegistryAccess.STOPPED;
  public Disk disk = new RealDisk();
  public Space space = directory -> new Space.Room(1L << 40, 1L << 40);
  public Instant now = RandomStore.NOW;

  /** What happens whenever the run waits. */
  public Runnable meanwhile = () -> {};

  /** Whether time passes as it does outside. */
  public boolean inRealTime;

  /** When the last run, which took its time from here, first asked for it: ages count from then. */
  public Instant judged = Instant.MIN;

  public RetentionSettings retention;
  public SweepSettings sweep = AT_ONCE;

  private final StoreLayout layout;

  public Rig(StoreLayout layout, ClusterState cluster, RetentionSettings retention) {
    this.layout = layout;
    this.roots = () -> cluster;
    this.retention = retention;
  }

  public RunReport run(boolean purgeNow) {
    return run(purgeNow, true);
  }

  public RunReport run(boolean purgeNow, boolean force) {
    judged = Instant.MIN;
    return new Collector(settings(), dependencies(), audit::add)
        .run(RunId.begin(inRealTime ? Instant.now() : now), purgeNow, force);
  }

  public Survey plan() {
    return new Planner(settings(), dependencies(), audit::add).plan();
  }

  public IntegrityCheck.Result verify() {
    return new Planner(settings(), dependencies(), audit::add).verify();
  }

  public Restored restore(String run) {
    return new Restoration(settings(), dependencies(), audit::add).restore(new RunId(run));
  }

  private synchronized Instant instant() {
    Instant instant = inRealTime ? Instant.now() : now;
    if (judged.equals(Instant.MIN)) {
      judged = instant;
    }
    return instant;
  }

  private GcSettings settings() {
    return new GcSettings(layout, 4, retention, sweep);
  }

  private RunDependencies dependencies() {
    return new RunDependencies(
        roots,
        registry,
        figures::add,
        disk,
        space,
        ((InstantSource) this::instant).withZone(ZoneOffset.UTC),
        inRealTime ? Sleeper::real : duration -> meanwhile.run());
  }
}
