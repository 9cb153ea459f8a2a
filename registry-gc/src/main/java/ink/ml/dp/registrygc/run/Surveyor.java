package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.metrics.Phase;
import ink.ml.dp.registrygc.policy.History;
import ink.ml.dp.registrygc.policy.Plan;
import ink.ml.dp.registrygc.policy.Retention;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.RootSource;
import ink.ml.dp.registrygc.store.DiskDetails;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreScanner;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.Orphans;
import java.time.Instant;

/** Looks at store and cluster, changes nothing, and plans. */
record Surveyor(GcSettings settings, RootSource roots, Workers workers, Stopwatch stopwatch) {
  Survey survey(History history, Instant now) {
    Snapshot snapshot =
        stopwatch.time(Phase.SNAPSHOT, () -> new StoreScanner(settings.layout(), workers).scan());
    // After the snapshot: what was deployed while it was taken is known.
    ClusterState cluster = stopwatch.time(Phase.ROOTS, roots::read);
    return stopwatch.time(Phase.POLICY, () -> plan(snapshot, cluster, history, now));
  }

  private Survey plan(Snapshot snapshot, ClusterState cluster, History history, Instant now) {
    Retention retention = new Retention(settings.retention(), new DiskDetails(settings.layout()));
    Plan plan = retention.plan(snapshot, cluster, history, now);
    Orphans orphans =
        Orphans.look(
            settings.layout(),
            workers,
            snapshot.digests(),
            plan.orphans(),
            settings.retention().minAge(),
            now);
    return new Survey(snapshot, cluster, plan, orphans);
  }
}
