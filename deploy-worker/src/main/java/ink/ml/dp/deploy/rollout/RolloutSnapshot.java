package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is seen of a service at one moment of a rollout.
 *
 * @param pods all of the service's, also those of other releases
 * @param running how long each pod has been seen running
 */
record RolloutSnapshot(
    JsonNode deployment, List<PodState> pods, Map<String, Duration> running, Duration waited) {
  RolloutSnapshot {
    pods = List.copyOf(pods);
    running = Map.copyOf(running);
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

  Duration running(PodState pod) {
    return pod.isRunning() ? running.getOrDefault(pod.name(), Duration.ZERO) : Duration.ZERO;
  }

  private boolean isObserved() {
    return deployment.path("status").path("observedGeneration").asLong()
        >= deployment.path("metadata").path("generation").asLong();
  }
}
