package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.release.Release;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds out from the cluster's state why a release will not become ready, as soon as that is
 * certain.
 */
@Singleton
final class RolloutFailures {
  /** How long a pod may wait for a node: another one may be on its way out. */
  private static final Duration SCHEDULING = Duration.ofSeconds(20);

  private final Cluster cluster;

  RolloutFailures(Cluster cluster) {
    this.cluster = cluster;
  }

  Optional<DeployException> certain(
      ServiceIdentity identity, JsonNode deployment, List<PodState> pods, Duration waited) {
    Optional<DeployException> refused = refused(identity, deployment);
    if (refused.isPresent()) {
      return refused;
    }
    return pods.stream()
        .filter(pod -> !pod.isGoing())
        .map(pod -> ofPod(identity, pod, waited))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What is most likely when the time is over and nothing was certain. */
  DeployException timeout(
      ServiceIdentity identity, Release release, List<PodState> pods, Duration waited) {
    Optional<PodState> running = pods.stream().filter(PodState::isRunning).findFirst();
    if (running.isEmpty()) {
      return failure(
          identity, FailureCode.ROLLOUT_TIMEOUT, "it did not start within " + seconds(waited));
    }
    List<String> log = log(identity, running.get(), false);
    if (release.healthPath() != null) {
      return failure(
          identity,
          FailureCode.HEALTH_CHECK_FAILED,
          release.healthPath() + " did not answer with success within " + seconds(waited),
          log);
    }
    return failure(
        identity,
        FailureCode.PORT_NOT_OPEN,
        "nothing listened on port " + release.port() + " within " + seconds(waited),
        log);
  }

  private static Optional<DeployException> refused(ServiceIdentity identity, JsonNode deployment) {
    for (JsonNode condition : deployment.path("status").path("conditions")) {
      if ("ReplicaFailure".equals(condition.path("type").asText())
          && "True".equals(condition.path("status").asText())) {
        String message = condition.path("message").asText();
        return Optional.of(
            message.contains("exceeded quota")
                ? failure(identity, FailureCode.QUOTA_EXCEEDED, "the project's quota is used up")
                : failure(identity, FailureCode.KUBERNETES_REJECTED, message));
      }
    }
    return Optional.empty();
  }

  private Optional<DeployException> ofPod(ServiceIdentity identity, PodState pod, Duration waited) {
    if (!pod.unschedulable().isEmpty() && waited.compareTo(SCHEDULING) > 0) {
      return Optional.of(
          failure(identity, FailureCode.NO_CAPACITY, "no node has room: " + pod.unschedulable()));
    }
    return switch (pod.waitingReason()) {
      case "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName" ->
          Optional.of(
              failure(
                  identity, FailureCode.IMAGE_PULL_FAILED, "the node could not pull the image"));
      case "CreateContainerConfigError" -> Optional.of(configuration(identity, pod));
      case "CreateContainerError", "RunContainerError" ->
          Optional.of(
              failure(
                  identity,
                  FailureCode.START_FAILED,
                  "the container could not be started: " + pod.waitingMessage()));
      default -> pod.hasEnded() ? Optional.of(ended(identity, pod)) : Optional.empty();
    };
  }

  private static DeployException configuration(ServiceIdentity identity, PodState pod) {
    return pod.waitingMessage().contains("runAsNonRoot")
        ? failure(identity, FailureCode.IMAGE_NEEDS_ROOT, "its image only runs as root")
        : failure(identity, FailureCode.KUBERNETES_REJECTED, pod.waitingMessage());
  }

  private DeployException ended(ServiceIdentity identity, PodState pod) {
    JsonNode ended = pod.ended();
    List<String> log = log(identity, pod, !pod.isDown());
    String reason = ended.path("reason").asText("");
    if ("OOMKilled".equals(reason)) {
      return failure(
          identity, FailureCode.OUT_OF_MEMORY, "it used more memory than it asked for", log);
    }
    if ("StartError".equals(reason) || "ContainerCannotRun".equals(reason)) {
      return failure(
          identity,
          FailureCode.START_FAILED,
          "the container could not be started: " + ended.path("message").asText(""),
          log);
    }
    return failure(
        identity,
        FailureCode.CRASH_LOOP,
        "it ended with exit code " + ended.path("exitCode").asInt() + " right after it started",
        log);
  }

  private List<String> log(ServiceIdentity identity, PodState pod, boolean previous) {
    return cluster.log(identity.namespace().value(), pod.name(), "app", previous);
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }

  private static DeployException failure(
      ServiceIdentity identity, FailureCode code, String because) {
    return failure(identity, code, because, List.of());
  }

  private static DeployException failure(
      ServiceIdentity identity, FailureCode code, String because, List<String> log) {
    return new DeployException(code, "start " + identity.name(), because, log, null);
  }
}
