package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.registry.ImageConfig;
import ink.ml.dp.runtime.registry.RegistryClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out from the cluster's state why a release will not become ready, as soon as that is
 * certain.
 */
@Singleton
final class RolloutFailures {
  /** How long something may be missing that another pod or request may just be about to free. */
  private static final Duration PASSING = Duration.ofSeconds(20);

  /** How long an image may not be had while the registry does not say that it has none. */
  private static final Duration REGISTRY_AWAY = Duration.ofSeconds(60);

  /**
   * How long a process that says that it has the right port, but of localhost, may take to have it
   * for others too. It would have to give up the one for the other, as no service does.
   */
  private static final Duration LOCALHOST_IS_MEANT = Duration.ofSeconds(30);

  /** How long a node may pull an image: what containerd does not give up as stalled goes on. */
  private static final Duration PULL = Duration.ofMinutes(30);

  /** The user that every tenant's process runs as. */
  private static final int USER = 1000;

  private static final Pattern STATUS = Pattern.compile("probe failed with statuscode: (\\d{3})");

  private final Cluster cluster;
  private final RegistryClient registry;

  RolloutFailures(Cluster cluster, RegistryClient registry) {
    this.cluster = cluster;
    this.registry = registry;
  }

  Optional<DeployException> certain(
      RequestScope identity, ReleaseRecord release, RolloutSnapshot snapshot) {
    Optional<DeployException> refused = refused(identity, snapshot);
    if (refused.isPresent()) {
      return refused;
    }
    return snapshot.pods().stream()
        .filter(pod -> pod.isOf(release.id()) && !pod.isGoing())
        .map(pod -> ofPod(identity, release, pod, snapshot))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * What is most likely when the time is over and nothing was certain; empty while it is not.
   *
   * @param limit from the start of a pod's process, or from the beginning where none was started
   */
  Optional<DeployException> late(
      RequestScope identity, ReleaseRecord release, RolloutSnapshot snapshot, Duration limit) {
    if (snapshot.waited().compareTo(limit) <= 0) {
      return Optional.empty();
    }
    List<PodState> pods =
        snapshot.pods().stream().filter(pod -> pod.isOf(release.id()) && !pod.isGoing()).toList();
    Optional<PodState> started = pods.stream().filter(pod -> pod.started().isPresent()).findFirst();
    if (started.isPresent()) {
      Duration had = snapshot.sinceStart(started.get()).orElseThrow();
      return had.compareTo(limit) <= 0
          ? Optional.empty()
          : Optional.of(silent(identity, release, started.get(), had));
    }
    if (pods.stream().anyMatch(pod -> isPulling(identity, pod))) {
      return snapshot.waited().compareTo(PULL) <= 0
          ? Optional.empty()
          : Optional.of(
              failure(
                  identity,
                  FailureCode.IMAGE_PULL_FAILED,
                  "the node was still pulling the image after " + PULL.toMinutes() + " min"));
    }
    return Optional.of(
        failure(
            identity,
            FailureCode.ROLLOUT_TIMEOUT,
            "its container did not start within " + snapshot.waited().toSeconds() + " s"));
  }

  private boolean isPulling(RequestScope identity, PodState pod) {
    List<String> events = cluster.events(identity.namespace().value(), pod.name());
    return events.stream().anyMatch(message -> message.startsWith("Pulling image"))
        && events.stream().noneMatch(message -> message.startsWith("Successfully pulled image"));
  }

  private DeployException silent(
      RequestScope identity, ReleaseRecord release, PodState pod, Duration had) {
    if (!pod.isRunning()) {
      return ended(identity, release, pod);
    }
    String within = " within " + had.toSeconds() + " s";
    List<String> log = log(identity, pod, false);
    int port = release.runtime().port().number();
    Optional<HealthPath> healthPath = release.runtime().healthPath();
    if (healthPath.isEmpty()) {
      String because = "nothing listened on port " + port + within;
      return failure(
          identity,
          FailureCode.PORT_NOT_OPEN,
          ListeningHint.whyUnreachable(log, port).orElse(because) + exposed(release, port),
          log);
    }
    Optional<String> status =
        cluster.events(identity.namespace().value(), pod.name()).stream()
            .map(STATUS::matcher)
            .filter(Matcher::find)
            .map(matcher -> matcher.group(1))
            .findFirst();
    String seen = status.map(code -> " answered " + code + " and not").orElse(" did not answer");
    return failure(
        identity,
        FailureCode.HEALTH_CHECK_FAILED,
        healthPath.get().value()
            + seen
            + " with success"
            + within
            + (status.isPresent() ? "" : exposed(release, port)),
        log);
  }

  /** Where the image says that it listens, if that is somewhere else. */
  private String exposed(ReleaseRecord release, int port) {
    List<Integer> ports = image(release).map(ImageConfig::tcpPorts).orElse(List.of());
    return ports.isEmpty() || ports.contains(port)
        ? ""
        : "; its image says EXPOSE "
            + ports.stream().map(String::valueOf).collect(Collectors.joining(" "))
            + ": listen on PORT, or ask for that port";
  }

  /** Whose the image's files are likely to be, if they are not the process's own. */
  private String owner(ReleaseRecord release) {
    return image(release)
        .filter(image -> image.isForOtherThan(USER))
        .map(
            image ->
                "; its image says USER "
                    + image.user()
                    + ", and what belongs to that user is not for user "
                    + USER)
        .orElse("");
  }

  /** What explains a failure; that it cannot be had is not another one. */
  private Optional<ImageConfig> image(ReleaseRecord release) {
    try {
      return Optional.of(registry.config(release.pinned().repository(), release.digest()));
    } catch (DeployException e) {
      return Optional.empty();
    }
  }

  private static Optional<DeployException> refused(
      RequestScope identity, RolloutSnapshot snapshot) {
    for (JsonNode condition : snapshot.conditions()) {
      if ("ReplicaFailure".equals(condition.path("type").asText())
          && "True".equals(condition.path("status").asText())) {
        String message = condition.path("message").asText();
        if (!message.contains("exceeded quota")) {
          return Optional.of(failure(identity, FailureCode.KUBERNETES_REJECTED, message));
        }
        // Pods that are on their way out still count.
        boolean passing =
            snapshot.pods().stream().anyMatch(PodState::isGoing)
                && snapshot.waited().compareTo(PASSING) < 0;
        return passing
            ? Optional.empty()
            : Optional.of(
                failure(
                    identity,
                    FailureCode.QUOTA_EXCEEDED,
                    "the project's quota is used up; while a release replaces another, both count"));
      }
    }
    return Optional.empty();
  }

  private Optional<DeployException> ofPod(
      RequestScope identity, ReleaseRecord release, PodState pod, RolloutSnapshot snapshot) {
    boolean passing = snapshot.waited().compareTo(PASSING) < 0;
    if (!pod.unschedulable().isEmpty() && !passing) {
      return Optional.of(
          failure(identity, FailureCode.NO_CAPACITY, "no node has room: " + pod.unschedulable()));
    }
    return switch (pod.waitingReason()) {
      case "ErrImageNeverPull", "InvalidImageName" -> Optional.of(pull(identity, pod));
      case "ErrImagePull", "ImagePullBackOff" ->
          pod.waitingMessage().contains("not found")
                  || snapshot.waited().compareTo(REGISTRY_AWAY) > 0
              ? Optional.of(pull(identity, pod))
              : Optional.empty();
      case "CreateContainerConfigError" -> configuration(identity, pod, passing);
      case "CreateContainerError", "RunContainerError" ->
          Optional.of(start(identity, release, pod));
      default ->
          pod.hasEnded()
              ? Optional.of(pod)
                  .filter(EndedContainer::isFinal)
                  .map(p -> ended(identity, release, p))
              : elsewhere(identity, release, pod, snapshot);
    };
  }

  private static DeployException pull(RequestScope identity, PodState pod) {
    String because =
        pod.waitingMessage().contains("not found")
            ? "the registry has no such image"
            : "the node could not pull the image";
    return failure(identity, FailureCode.IMAGE_PULL_FAILED, because);
  }

  /** What the node must be told may reach it later than the pod does. */
  private static Optional<DeployException> configuration(
      RequestScope identity, PodState pod, boolean passing) {
    if (pod.waitingMessage().contains("runAsNonRoot")) {
      return Optional.of(
          failure(identity, FailureCode.IMAGE_NEEDS_ROOT, "its image only runs as root"));
    }
    return passing
        ? Optional.empty()
        : Optional.of(failure(identity, FailureCode.KUBERNETES_REJECTED, pod.waitingMessage()));
  }

  private DeployException start(RequestScope identity, ReleaseRecord release, PodState pod) {
    if (pod.hasEnded()) {
      return ended(identity, release, pod);
    }
    String message = pod.waitingMessage();
    return message.contains("no command specified")
        ? failure(
            identity,
            FailureCode.START_FAILED,
            "its image says neither by CMD nor by ENTRYPOINT what to run")
        : failure(
            identity, FailureCode.START_FAILED, "the container could not be started: " + message);
  }

  private DeployException ended(RequestScope identity, ReleaseRecord release, PodState pod) {
    List<String> log = log(identity, pod, !pod.isDown());
    EndedContainer end = EndedContainer.of(pod.ended(), log);
    String because =
        end.code() == FailureCode.IMAGE_NEEDS_ROOT ? end.because() + owner(release) : end.because();
    return failure(identity, end.code(), because, log);
  }

  /**
   * A process that runs and says itself that it has the port where nobody else can reach it. That
   * it listens on another one is no evidence: that may be its metrics', and its page's comes later.
   */
  private Optional<DeployException> elsewhere(
      RequestScope identity, ReleaseRecord release, PodState pod, RolloutSnapshot snapshot) {
    if (!pod.isRunning()
        || snapshot
            .sinceStart(pod)
            .filter(had -> had.compareTo(LOCALHOST_IS_MEANT) > 0)
            .isEmpty()) {
      return Optional.empty();
    }
    List<String> log = log(identity, pod, false);
    return ListeningHint.ofLocalhostOnly(log, release.runtime().port().number())
        .map(because -> failure(identity, FailureCode.PORT_NOT_OPEN, because, log));
  }

  private List<String> log(RequestScope identity, PodState pod, boolean previous) {
    return cluster.log(identity.namespace().value(), pod.name(), "app", previous);
  }

  private static DeployException failure(RequestScope identity, FailureCode code, String because) {
    return failure(identity, code, because, List.of());
  }

  private static DeployException failure(
      RequestScope identity, FailureCode code, String because, List<String> log) {
    return new Action("start " + identity.name()).failed(code, because).withLogTail(log);
  }
}
