package ink.ml.dp.deploy.rollout;

import ink.ml.dp.model.release.ReleaseRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The processes of a release at one moment, so that it can be told later whether one has ended
 * since. A pod that is taken off its node has not: another takes its place.
 *
 * @param restarts of each pod
 */
record Lives(Map<String, Integer> restarts) {
  Lives {
    restarts = Map.copyOf(restarts);
  }

  static Lives of(ReleaseRecord release, List<PodState> pods) {
    return new Lives(
        pods.stream()
            .filter(pod -> pod.isOf(release.id()) && !pod.isGoing())
            .collect(Collectors.toMap(PodState::name, PodState::restarts)));
  }

  boolean areAllStill(ReleaseRecord release, List<PodState> pods) {
    return pods.stream()
        .filter(pod -> pod.isOf(release.id()) && !pod.isGoing())
        .noneMatch(
            pod ->
                pod.isDown() || pod.restarts() > restarts.getOrDefault(pod.name(), pod.restarts()));
  }
}
