package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.model.name.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pod's status says of its one container. */
record PodState(JsonNode pod) {
  String name() {
    return pod.path("metadata").path("name").asText();
  }

  /** In the cluster's network; empty while it has none. */
  String address() {
    return pod.path("status").path("podIP").asText("");
  }

  boolean isOf(String release) {
    return release.equals(pod.path("metadata").path("labels").path(Labels.RELEASE).asText());
  }

  /** Whether it is being deleted, or was put off its node: another takes its place. */
  boolean isGoing() {
    return pod.path("metadata").has("deletionTimestamp")
        || !pod.path("status").path("reason").asText("").isEmpty();
  }

  /**
   * Why the container does not run, such as {@code ImagePullBackOff}; empty when it does or is only
   * starting.
   */
  String waitingReason() {
    return container().path("state").path("waiting").path("reason").asText("");
  }

  String waitingMessage() {
    return container().path("state").path("waiting").path("message").asText("");
  }

  /** When its process was started, before its last restart if there was one. */
  Optional<Instant> started() {
    return Stream.of(
            container().path("lastState").path("terminated").path("startedAt"),
            container().path("state").path("terminated").path("startedAt"),
            container().path("state").path("running").path("startedAt"))
        .filter(JsonNode::isTextual)
        .map(text -> Instant.parse(text.asText()))
        .findFirst();
  }

  boolean isRunning() {
    return container().path("state").has("running");
  }

  /** Whether it has ended and was not started again yet. */
  boolean isDown() {
    return container().path("state").has("terminated");
  }

  boolean hasEnded() {
    return !ended().isMissingNode();
  }

  /** How it ended last: now or before its restart. */
  JsonNode ended() {
    JsonNode now = container().path("state").path("terminated");
    return now.isMissingNode() ? container().path("lastState").path("terminated") : now;
  }

  int restarts() {
    return container().path("restartCount").asInt(0);
  }

  /** Why no node takes the pod; empty when one has. */
  String unschedulable() {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if ("PodScheduled".equals(condition.path("type").asText())
          && "Unschedulable".equals(condition.path("reason").asText())) {
        return condition.path("message").asText("no node has room");
      }
    }
    return "";
  }

  private JsonNode container() {
    JsonNode statuses = pod.path("status").path("containerStatuses");
    return statuses.isEmpty() ? MissingNode.getInstance() : statuses.get(0);
  }
}
