package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Watch;
import ink.ml.dp.deploy.release.Release;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Waits until a release, and it alone, answers at its URL. */
@Singleton
public final class Rollouts {
  /** How long a release may take to become ready. */
  static final Duration LIMIT = Duration.ofSeconds(120);

  /** How long a ready release may take to answer at its URL before that is the platform's fault. */
  private static final Duration ROUTING = Duration.ofSeconds(30);

  /** After so long, a "not found" that looks like the proxy's is the service's own. */
  private static final Duration NOT_FOUND_IS_MEANT = Duration.ofSeconds(3);

  private final Cluster cluster;
  private final RolloutFailures failures;
  private final IngressProbe ingress;

  Rollouts(Cluster cluster, RolloutFailures failures, IngressProbe ingress) {
    this.cluster = cluster;
    this.failures = failures;
    this.ingress = ingress;
  }

  /** Told how far the rollout is; may throw to stop the wait. */
  public interface Pulse {
    void beat(String step);
  }

  /**
   * Waits.
   *
   * @throws DeployException why the release will not answer, as soon as that is certain
   */
  public void await(ServiceIdentity identity, Release release, Pulse pulse)
      throws InterruptedException {
    long start = System.nanoTime();
    String namespace = identity.namespace().value();
    String selector = Labels.SERVICE + "=" + identity.name();
    try (Watch changes = cluster.watch(Kind.POD, namespace, selector)) {
      while (!isReady(identity, release, pulse, since(start))) {
        changes.await(Duration.ofMillis(150));
      }
    }
    awaitUrl(identity, pulse);
  }

  private boolean isReady(ServiceIdentity identity, Release release, Pulse pulse, Duration waited) {
    String namespace = identity.namespace().value();
    String name = identity.name().value();
    JsonNode deployment =
        cluster.get(Kind.DEPLOYMENT, namespace, name).orElse(MissingNode.getInstance());
    JsonNode metadata = deployment.path("metadata");
    if (!release.id().equals(metadata.path("annotations").path(Labels.RELEASE).asText())) {
      throw new DeployException(
          FailureCode.STALE_DEPLOY, "start " + name, "another release was deployed meanwhile");
    }
    List<PodState> pods =
        cluster
            .list(
                Kind.POD,
                namespace,
                Labels.SERVICE + "=" + name + "," + Labels.RELEASE + "=" + release.id())
            .stream()
            .map(PodState::new)
            .toList();
    JsonNode status = deployment.path("status");
    boolean complete =
        status.path("observedGeneration").asLong() >= metadata.path("generation").asLong()
            && status.path("updatedReplicas").asInt() >= 1
            && status.path("updatedReplicas").asInt() == status.path("replicas").asInt()
            && status.path("updatedReplicas").asInt() == status.path("availableReplicas").asInt();
    if (complete && servesOnly(namespace, name, pods)) {
      return true;
    }
    failures
        .certain(identity, deployment, pods, waited)
        .ifPresent(
            failure -> {
              throw failure;
            });
    if (waited.compareTo(LIMIT) > 0) {
      throw failures.timeout(identity, release, pods, waited);
    }
    pulse.beat("waiting for the release to become ready");
    return false;
  }

  /** Whether requests can only reach these pods. */
  private boolean servesOnly(String namespace, String service, List<PodState> pods) {
    Set<String> names = new HashSet<>();
    pods.forEach(pod -> names.add(pod.name()));
    int ready = 0;
    for (JsonNode slice :
        cluster.list(Kind.ENDPOINT_SLICE, namespace, "kubernetes.io/service-name=" + service)) {
      for (JsonNode endpoint : slice.path("endpoints")) {
        if (endpoint.path("conditions").path("ready").asBoolean(false)) {
          if (!names.contains(endpoint.path("targetRef").path("name").asText())) {
            return false;
          }
          ready++;
        }
      }
    }
    return ready > 0;
  }

  private void awaitUrl(ServiceIdentity identity, Pulse pulse) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      IngressProbe.Answer answer = ingress.ask(identity.name());
      Duration waited = since(start);
      if (answer == IngressProbe.Answer.SERVICE
          || (answer == IngressProbe.Answer.NOT_FOUND
              && waited.compareTo(NOT_FOUND_IS_MEANT) > 0)) {
        return;
      }
      if (waited.compareTo(ROUTING) > 0) {
        throw new DeployException(
            FailureCode.URL_NOT_ANSWERING,
            "reach " + identity.name() + " at its URL",
            "the ingress did not route to it within " + ROUTING.toSeconds() + " s");
      }
      pulse.beat("waiting for the URL to answer");
      Thread.sleep(50);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
