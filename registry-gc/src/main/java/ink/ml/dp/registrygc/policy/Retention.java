package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.digest.DigestTable;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
      Life life = life(repository.name(), cluster, history, now, goneSince);
      plans.add(new RepositoryRetention(rules, repository).plan(rules, life));
    }
    Brakes brakes = new Brakes(settings, cluster);
    List<String> unseen = unseen(snapshot, plans);
    return new Plan(
        plans,
        unseen.isEmpty() ? orphans(snapshot, plans, inUse) : new BitSet(),
        goneSince,
        inUse.count(),
        brakes.check(snapshot, plans, inUse, history),
        Stream.concat(
                unmatched(snapshot).stream(),
                Alerts.of(snapshot.oddities(), unseen, plans).stream())
            .toList());
  }

  /** A plan that keeps everything there is. */
  public static List<RepositoryPlan> keepAll(Snapshot snapshot) {
    return snapshot.repositories().stream()
        .map(repository -> RepositoryRetention.keepAll(snapshot, repository, Rule.REFERENCED))
        .toList();
  }

  /** Whether a service is gone; remembers since when it is. */
  private Life life(
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
      return Life.LIVE;
    }
    Instant since = history.goneSince().getOrDefault(repository, now);
    goneSince.put(repository, since);
    return now.isBefore(since.plus(settings.goneGrace())) ? Life.GONE : Life.GONE_FOR_LONG;
  }

  /** The pins that keep nothing, which may be misspelt. */
  private List<String> unmatched(Snapshot snapshot) {
    return settings.pins().stream()
        .filter(pin -> snapshot.repositories().stream().noneMatch(r -> pins(pin, r, snapshot)))
        .map(pin -> "the pin " + pin.pattern() + " matches nothing")
        .toList();
  }

  private static boolean pins(Pin pin, RepositorySnapshot repository, Snapshot snapshot) {
    return repository.tags().stream().anyMatch(t -> pin.matchesTag(repository.name(), t.name()))
        || IntStream.of(repository.revisions())
            .mapToObj(id -> snapshot.digest(id).toString())
            .anyMatch(digest -> pin.matchesDigest(repository.name(), digest));
  }

  /** Why any blob may be needed: what lies elsewhere, and manifests whose links are lost. */
  private static List<String> unseen(Snapshot snapshot, List<RepositoryPlan> plans) {
    List<String> unseen = new ArrayList<>(snapshot.unseen());
    plans.stream()
        .map(RepositoryPlan::repository)
        .filter(repository -> !repository.anomalies().isEmpty())
        .filter(repository -> repository.revisions().length == 0)
        .filter(repository -> repository.layers().length > 0 || !repository.tags().isEmpty())
        .map(repository -> "nobody knows which manifests " + repository.name() + " has")
        .forEach(unseen::add);
    return unseen;
  }

  private static BitSet orphans(Snapshot snapshot, List<RepositoryPlan> plans, InUse inUse) {
    BitSet orphans = (BitSet) snapshot.blobs().clone();
    for (RepositoryPlan plan : plans) {
      IntStream.of(plan.referenced()).forEach(orphans::clear);
      plan.keptLayers().forEach(orphans::clear);
    }
    inUse.repositories().stream()
        .flatMap(repository -> inUse.of(repository).digests().keySet().stream())
        .mapToInt(snapshot.digests()::find)
        .filter(id -> id != DigestTable.ABSENT)
        .forEach(orphans::clear);
    return orphans;
  }
}
