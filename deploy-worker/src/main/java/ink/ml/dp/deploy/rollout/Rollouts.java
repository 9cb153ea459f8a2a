package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Watch;
import ink.ml.dp.deploy.release.Releases;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.StartTimeout;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Waits until a release is ready beside the one before it, leads visitors to it, and waits until
 * it, and it alone, answers at its URL.
 */
@Singleton
public final class Rollouts {
  /** How long to wait for a change before looking all the same; also between heartbeats. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How long the cluster may take to lead a Service's requests to the pods that it selects. */
  private static final Duration ROUTING = Duration.ofMinutes(5);

  /** How long to wait before the ingress's API is asked again. */
  private static final Duration ASK_AGAIN = Duration.ofMillis(20);

  private final Cluster cluster;
  private final RolloutFailures failures;
  private final UrlCheck url;
  private final IngressApi ingressApi;
  private final Duration limit;
  private final Duration lag;
  private final Duration soak;

  Rollouts(
      Cluster cluster,
      RolloutFailures failures,
      IngressProbe ingress,
      IngressApi ingressApi,
      DeploySettings settings) {
    this.cluster = cluster;
    this.failures = failures;
    this.url = new UrlCheck(ingress);
    this.ingressApi = ingressApi;
    this.limit = settings.rolloutLimit();
    this.lag = settings.ingressLag();
    this.soak = settings.soak();
  }

  /** Told how far the rollout is; may throw to stop the wait. */
  public interface Pulse {
    void beat(String step);
  }

  /** Leads visitors to the release; repeatable. */
  public interface Switch {
    void show();
  }

  /**
   * Waits.
   *
   * @param settled whether it is known that the ingress has asked this release alone before, and
   *     nobody else since
   * @param begun when the wait began, in this attempt or in one before
   * @return when it answered first
   * @throws DeployException why the release will not answer, as soon as that is certain
   */
  public Instant await(
      RequestScope identity,
      ReleaseRecord release,
      boolean settled,
      Instant begun,
      Switch visitors,
      Pulse pulse)
      throws InterruptedException {
    String selector = selector(identity);
    try (Watch changes =
        cluster.watch(
            identity.namespace().value(),
            Map.of(
                Kind.POD, selector,
                Kind.DEPLOYMENT, selector,
                Kind.ENDPOINT_SLICE, sliceSelector(identity)))) {
      while (true) {
        Lives lives = awaitReady(identity, release, begun, changes, pulse);
        visitors.show();
        if (!awaitAlone(identity, release, begun, changes, pulse)) {
          continue;
        }
        if (!settled && release.runtime().isPublic()) {
          awaitIngress(identity, release, changes, pulse);
        }
        // Nobody can ask an internal one from here; that it takes connections is known by now.
        Instant served =
            release.runtime().isPublic()
                ? awaitUrl(identity, release, lives, pulse)
                : Instant.now();
        if (served != Instant.MIN && (settled || soaks(identity, release, lives, changes, pulse))) {
          return served;
        }
        // Something in it ended: it may come back, or end for good.
      }
    }
  }

  private Lives awaitReady(
      RequestScope identity, ReleaseRecord release, Instant begun, Watch changes, Pulse pulse)
      throws InterruptedException {
    while (true) {
      RolloutSnapshot snapshot = look(identity, release, begun);
      if (isReady(identity, release, snapshot)) {
        return Lives.of(release, snapshot.pods());
      }
      pulse.beat("waiting for the release to become ready");
      changes.await(LOOK);
    }
  }

  /** Waits until requests can only reach this release's pods; false when they are not ready. */
  private boolean awaitAlone(
      RequestScope identity, ReleaseRecord release, Instant begun, Watch changes, Pulse pulse)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      RolloutSnapshot snapshot = look(identity, release, begun);
      if (!snapshot.isComplete()) {
        return false;
      }
      if (servesOnly(identity, release, snapshot.pods())) {
        return true;
      }
      if (since(start).compareTo(ROUTING) > 0) {
        throw new Action("reach " + identity.name() + " at its URL")
            .failed(
                FailureCode.URL_NOT_ANSWERING,
                "the cluster did not lead requests to it within " + ROUTING.toSeconds() + " s");
      }
      pulse.beat("waiting for the cluster to lead requests to it");
      changes.await(LOOK);
    }
  }

  /** When the URL answered; {@link Instant#MIN} when a process ended before it did. */
  private Instant awaitUrl(RequestScope identity, ReleaseRecord release, Lives lives, Pulse pulse)
      throws InterruptedException {
    long[] looked = {System.nanoTime()};
    boolean answered =
        url.await(
            identity.name(),
            release.runtime().protocol(),
            () -> {
              if (since(looked[0]).compareTo(LOOK) < 0) {
                return true;
              }
              looked[0] = System.nanoTime();
              pulse.beat("waiting for the URL to answer");
              return lives.areAllStill(release, pods(identity));
            });
    return answered ? Instant.now() : Instant.MIN;
  }

  /** Whether everything that answered is still running after a while. */
  private boolean soaks(
      RequestScope identity, ReleaseRecord release, Lives lives, Watch changes, Pulse pulse)
      throws InterruptedException {
    long answered = System.nanoTime();
    while (since(answered).compareTo(soak) < 0) {
      Duration left = soak.minus(since(answered));
      changes.await(left.compareTo(LOOK) < 0 ? left : LOOK);
      pulse.beat("it answers; watching whether it keeps running");
      if (!lives.areAllStill(release, pods(identity))) {
        return false;
      }
    }
    return true;
  }

  private List<PodState> pods(RequestScope identity) {
    return cluster.list(Kind.POD, identity.namespace().value(), selector(identity)).stream()
        .map(PodState::new)
        .toList();
  }

  /**
   * Pods that were taken out of the Service still answer, and the ingress asks them until it has
   * learnt of it: a page seen before then may be theirs. Its API tells when it has; without one,
   * time does.
   */
  private void awaitIngress(
      RequestScope identity, ReleaseRecord release, Watch changes, Pulse pulse)
      throws InterruptedException {
    pulse.beat("waiting for the ingress to learn of it");
    long alone = System.nanoTime();
    while (since(alone).compareTo(lag) < 0 && mayAskOthers(identity, release)) {
      Duration left = lag.minus(since(alone));
      changes.await(ingressApi.isThere() && ASK_AGAIN.compareTo(left) < 0 ? ASK_AGAIN : left);
    }
  }

  private boolean mayAskOthers(RequestScope identity, ReleaseRecord release) {
    List<PodState> pods = pods(identity);
    Set<String> own =
        pods.stream()
            .filter(pod -> pod.isOf(release.id()))
            .map(PodState::address)
            .collect(Collectors.toSet());
    return pods.stream().anyMatch(pod -> !pod.isOf(release.id()) && pod.isRunning())
        && !ingressApi.asksOnly(identity, own);
  }

  private RolloutSnapshot look(RequestScope identity, ReleaseRecord release, Instant begun) {
    JsonNode deployment =
        cluster
            .get(
                Kind.DEPLOYMENT,
                identity.namespace().value(),
                Releases.deploymentName(identity, release))
            .orElseThrow(
                () ->
                    new Action("start " + identity.name())
                        .failed(FailureCode.STALE_DEPLOY, "its release was taken back meanwhile"));
    return new RolloutSnapshot(deployment, pods(identity), begun, Instant.now());
  }

  private boolean isReady(RequestScope identity, ReleaseRecord release, RolloutSnapshot snapshot) {
    if (snapshot.isComplete()) {
      return true;
    }
    failures
        .certain(identity, release, snapshot)
        .ifPresent(
            failure -> {
              throw failure;
            });
    failures
        .late(
            identity,
            release,
            snapshot,
            release.runtime().startTimeout().map(StartTimeout::duration).orElse(limit))
        .ifPresent(
            failure -> {
              throw failure;
            });
    return false;
  }

  /** Whether requests can only reach this release's pods. */
  private boolean servesOnly(RequestScope identity, ReleaseRecord release, List<PodState> pods) {
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

  private static String selector(RequestScope identity) {
    return Labels.SERVICE + "=" + identity.name();
  }

  private static String sliceSelector(RequestScope identity) {
    return "kubernetes.io/service-name=" + identity.name();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
