package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.IntSet;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides the whole store. */
public final class Retention {
  private final RetentionSettings settings;
  private final StoreDetails details;

  public Retention(RetentionSettings settings, StoreDetails details) {
    this.settings = settings;
    this.details = details;
  }

  /**
   * The plan for a snapshot.
   *
   * @param cluster read after the snapshot was begun, so that no deployment falls between
   */
  public Plan plan(Snapshot snapshot, ClusterState cluster, History history, Instant now) {
    InUse inUse = new InUse(cluster.uses());
    TagRules rules = new TagRules(snapshot, details, settings, inUse, Ages.at(now));
    Map<String, Instant> goneSince = new HashMap<>();
    List<RepositoryPlan> plans = new ArrayList<>();
    for (RepositorySnapshot repository : snapshot.repositories()) {
      boolean gone = isGone(repository.name(), cluster, history, now, goneSince);
      plans.add(new RepositoryRetention(rules, repository).plan(rules, gone));
    }
    Brakes brakes = new Brakes(settings, cluster);
    return new Plan(
        plans,
        orphans(snapshot, plans),
        goneSince,
        inUse.count(),
        brakes.check(plans, inUse.count(), history),
        Alerts.of(plans));
  }

  /** A plan that keeps everything there is. */
  public static List<RepositoryPlan> keepAll(Snapshot snapshot) {
    return snapshot.repositories().stream()
        .map(repository -> RepositoryRetention.keepAll(snapshot, repository, Rule.REFERENCED))
        .toList();
  }

  /** Whether a service has been gone for long enough; remembers since when it is. */
  private boolean isGone(
      String repository,
      ClusterState cluster,
      History history,
      Instant now,
      Map<String, Instant> goneSince) {
    boolean gone =
        RepositoryKind.of(repository)
            .owner()
            .filter(owner -> !Services.exists(owner, cluster))
            .isPresent();
    if (!gone) {
      return false;
    }
    Instant since = history.goneSince().getOrDefault(repository, now);
    goneSince.put(repository, since);
    return !now.isBefore(since.plus(settings.goneGrace()));
  }

  private static BitSet orphans(Snapshot snapshot, List<RepositoryPlan> plans) {
    BitSet orphans = (BitSet) snapshot.blobs().clone();
    for (RepositoryPlan plan : plans) {
      plan.referenced().forEach(orphans::clear);
      plan.keptRevisions().forEach(orphans::clear);
      IntSet condemned = IntSet.of(plan.condemnedLayers());
      for (int layer : plan.repository().layers()) {
        if (!condemned.contains(layer)) {
          orphans.clear(layer);
        }
      }
    }
    return orphans;
  }
}
