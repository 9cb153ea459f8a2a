package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Watch;
import ink.ml.dp.deploy.release.ReleaseRecord;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits until a release, and it alone, answers at its URL. */
@Singleton
public final class Rollouts {
  /** How long a ready release may take to answer at its URL before that is the platform's fault. */
  private static final Duration ROUTING = Duration.ofSeconds(30);

  /**
   * After so long, a "not found" that looks like the proxy's is the service's own: twice as long as
   * the proxy takes to learn of a route.
   */
  private static final Duration NOT_FOUND_IS_MEANT = Duration.ofSeconds(5);

  /** How long to wait for a change before looking all the same; also between heartbeats. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long to wait before the ingress's API is asked again. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(20);

  private final Cluster cluster;
  private final RolloutFailures failures;
  private final IngressProbe ingress;
  private final IngressApi ingressApi;
  private final Duration limit;
  private final Duration lag;

  Rollouts(
      Cluster cluster,
      RolloutFailures failures,
      IngressProbe ingress,
      IngressApi ingressApi,
      DeploySettings settings) {
    this.cluster = cluster;
    this.failures = failures;
    this.ingress = ingress;
    this.ingressApi = ingressApi;
    this.limit = settings.rolloutLimit();
    this.lag = settings.ingressLag();
  }

  /** Told how far the rollout is; may throw to stop the wait. */
  public interface Pulse {
    void beat(String step);
  }

  /**
   * Waits.
   *
   * @param settled whether it is known that the ingress has asked this release alone before, and
   *     nobody else since
   * @throws DeployException why the release will not answer, as soon as that is certain
   */
  public void await(ServiceIdentity identity, ReleaseRecord release, boolean settled, Pulse pulse)
      throws InterruptedException {
    long start = System.nanoTime();
    Map<String, Long> runningSince = new HashMap<>();
    String selector = selector(identity);
    try (Watch changes =
        cluster.watch(
            identity.namespace().value(),
            Map.of(
                Kind.POD, selector,
                Kind.DEPLOYMENT, selector,
                Kind.ENDPOINT_SLICE, sliceSelector(identity)))) {
      while (!isReady(identity, release, look(identity, start, runningSince))) {
        pulse.beat("waiting for the release to become ready");
        changes.await(LOOK);
      }
      if (!settled) {
        awaitIngress(identity, release, changes, pulse);
      }
    }
    awaitUrl(identity, pulse);
  }

  /**
   * Pods that were taken out of the Service still answer, and the ingress asks them until it has
   * learnt of it: a page seen before then may be theirs. Its API tells when it has; without one,
   * time does.
   */
  private void awaitIngress(
      ServiceIdentity identity, ReleaseRecord release, Watch changes, Pulse pulse)
      throws InterruptedException {
    pulse.beat("waiting for the ingress to learn of it");
    long alone = System.nanoTime();
    while (since(alone).compareTo(lag) < 0 && mayAskOthers(identity, release)) {
      Duration left = lag.minus(since(alone));
      changes.await(ingressApi.isThere() && ASK_AGAIN.compareTo(left) < 0 ? ASK_AGAIN : left);
    }
  }

  private boolean mayAskOthers(ServiceIdentity identity, ReleaseRecord release) {
    List<PodState> pods =
        cluster.list(Kind.POD, identity.namespace().value(), selector(identity)).stream()
            .map(PodState::new)
            .toList();
    Set<String> own =
        pods.stream()
            .filter(pod -> pod.isOf(release.id()))
            .map(PodState::address)
            .collect(Collectors.toSet());
    return pods.stream().anyMatch(pod -> !pod.isOf(release.id()) && pod.isRunning())
        && !ingressApi.asksOnly(identity, own);
  }

  private RolloutSnapshot look(
      ServiceIdentity identity, long start, Map<String, Long> runningSince) {
    String namespace = identity.namespace().value();
    JsonNode deployment =
        cluster
            .get(Kind.DEPLOYMENT, namespace, identity.name().value())
            .orElse(MissingNode.getInstance());
    List<PodState> pods =
        cluster.list(Kind.POD, namespace, selector(identity)).stream().map(PodState::new).toList();
    pods.stream()
        .filter(PodState::isRunning)
        .forEach(pod -> runningSince.putIfAbsent(pod.name(), System.nanoTime()));
    return new RolloutSnapshot(
        deployment,
        pods,
        runningSince.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> since(e.getValue()))),
        since(start));
  }

  private boolean isReady(
      ServiceIdentity identity, ReleaseRecord release, RolloutSnapshot snapshot) {
    JsonNode annotations = snapshot.deployment().path("metadata").path("annotations");
    if (!release.id().equals(annotations.path(Labels.RELEASE).asText())) {
      throw new DeployException(
          FailureCode.STALE_DEPLOY,
          "start " + identity.name(),
          "another release was deployed meanwhile");
    }
    if (snapshot.isComplete() && servesOnly(identity, release, snapshot.pods())) {
      return true;
    }
    failures
        .certain(identity, release, snapshot)
        .ifPresent(
            failure -> {
              throw failure;
            });
    if (snapshot.waited().compareTo(limit) > 0) {
      throw failures.timeout(identity, release, snapshot);
    }
    return false;
  }

  /** Whether requests can only reach this release's pods. */
  private boolean servesOnly(ServiceIdentity identity, ReleaseRecord release, List<PodState> pods) {
    Set<String> names =
        pods.stream()
            .filter(pod -> pod.isOf(release.id()))
            .map(PodState::name)
            .collect(Collectors.toSet());
    int ready = 0;
    for (JsonNode slice :
        cluster.list(Kind.ENDPOINT_SLICE, identity.namespace().value(), sliceSelector(identity))) {
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

  private static String selector(ServiceIdentity identity) {
    return Labels.SERVICE + "=" + identity.name();
  }

  private static String sliceSelector(ServiceIdentity identity) {
    return "kubernetes.io/service-name=" + identity.name();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
