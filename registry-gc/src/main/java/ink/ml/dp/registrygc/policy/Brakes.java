package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Notices plans that look like a mistake. It does not count how much goes: to keep 2 of 10 tags is
 * as ordinary as it looks drastic.
 */
record Brakes(RetentionSettings settings, ClusterState cluster) {
  List<String> check(Snapshot snapshot, List<RepositoryPlan> plans, InUse inUse, History history) {
    List<String> brakes = new ArrayList<>();
    int count = inUse.count();
    if (history.inUse() >= settings.brakeFloor() && count * 2L < history.inUse()) {
      brakes.add(
          "images in use fell from " + history.inUse() + " to " + count + " since the last run");
    }
    for (RepositoryPlan plan : plans) {
      if (plan.kind() instanceof RepositoryKind.ServiceImages(var service)
          && Services.exists(service, cluster)
          && plan.keptTags().isEmpty()
          && takesAnything(plan)) {
        brakes.add("the service of " + plan.name() + " exists, and no tag of it would be left");
      }
    }
    missing(snapshot, inUse).ifPresent(brakes::add);
    return brakes;
  }

  private static boolean takesAnything(RepositoryPlan plan) {
    return !plan.condemnedTags().isEmpty()
        || !plan.condemned().isEmpty()
        || plan.condemnedLayers().length > 0;
  }

  /** A store that was emptied, or is not mounted whole, looks like one in which much is garbage. */
  private Optional<String> missing(Snapshot snapshot, InUse inUse) {
    Set<String> there =
        snapshot.repositories().stream().map(RepositorySnapshot::name).collect(Collectors.toSet());
    List<String> used =
        inUse.repositories().stream()
            .filter(name -> RepositoryKind.of(name).owner().isPresent())
            .filter(name -> !inUse.of(name).certain().isEmpty())
            .toList();
    long missing = used.stream().filter(name -> !there.contains(name)).count();
    return used.size() >= settings.brakeFloor() && missing * 2 > used.size()
        ? Optional.of(
            "of "
                + used.size()
                + " repositories that are in use, "
                + missing
                + " are not in the store")
        : Optional.empty();
  }
}
