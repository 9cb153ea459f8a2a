package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.roots.ClusterState;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices plans that look like a mistake. It does not count how much goes: to keep 2 of 10 tags is
 * as ordinary as it looks drastic.
 */
record Brakes(RetentionSettings settings, ClusterState cluster) {
  List<String> check(List<RepositoryPlan> plans, int inUse, History history) {
    List<String> brakes = new ArrayList<>();
    if (history.inUse() >= settings.brakeFloor() && inUse * 2L < history.inUse()) {
      brakes.add(
          "images in use fell from " + history.inUse() + " to " + inUse + " since the last run");
    }
    for (RepositoryPlan plan : plans) {
      if (plan.kind() instanceof RepositoryKind.ServiceImages(var service)
          && Services.exists(service, cluster)
          && plan.keptTags().isEmpty()
          && !plan.condemnedTags().isEmpty()) {
        brakes.add("the service of " + plan.name() + " exists, and no tag of it would be left");
      }
    }
    return brakes;
  }
}
