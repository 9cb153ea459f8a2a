package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is seen of a service at one moment of a rollout.
 *
 * @param deployment the release's own
 * @param pods all of the service's, also those of other releases
 * @param begun when the wait began
 * @param at when this was seen
 */
record RolloutSnapshot(JsonNode deployment, List<PodState> pods, Instant begun, Instant at) {
  RolloutSnapshot {
    pods = List.copyOf(pods);
  }

  Duration waited() {
    return Duration.between(begun, at);
  }

  /** Those that are about the deployment as it is now; none while they are about an earlier one. */
  JsonNode conditions() {
    return isObserved() ? deployment.path("status").path("conditions") : MissingNode.getInstance();
  }

  /** Whether the controller has replaced every pod, and the new ones are ready. */
  boolean isComplete() {
    JsonNode status = deployment.path("status");
    int updated = status.path("updatedReplicas").asInt();
    return isObserved()
        && updated >= 1
        && updated == status.path("replicas").asInt()
        && updated == status.path("availableReplicas").asInt();
  }

  /**
   * For how long a pod's process has had the chance to answer: since its first start, which the
   * pulling of its image comes before, and not before the wait began. Empty when it was never
   * started.
   */
  Optional<Duration> sinceStart(PodState pod) {
    return pod.started()
        .map(started -> Duration.between(started.isAfter(begun) ? started : begun, at));
  }

  private boolean isObserved() {
    return deployment.path("status").path("observedGeneration").asLong()
        >= deployment.path("metadata").path("generation").asLong();
  }
}
