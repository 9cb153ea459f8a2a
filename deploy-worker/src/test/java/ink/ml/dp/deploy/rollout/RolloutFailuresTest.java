package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.release.ReleaseFixture;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.runtime.registry.RegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real node does not do on request; FailureMatrixIT has what it does. */
final class RolloutFailuresTest {
  private final Identities service = Identities.fresh();
  private final ReleaseRecord release = ReleaseFixture.release(service, 1);

  /** The node may be without disk, network or runtime; the tenant can do nothing about it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}}}]}"
      })
  void containerThatTheNodeNeverStartsIsThePlatformsFault(String status)
      throws JsonProcessingException {
    assertTimeoutBlamesThePlatform(List.of(pod(status)));
  }

  @Test
  void soIsAPodThatNobodyEverMade() {
    assertTimeoutBlamesThePlatform(List.of());
  }

  @Test
  void timeThatAnImageTookIsNotTheServices() throws JsonProcessingException {
    PodState started = pod(running("2026-11-30T05:10:00Z"));

    assertThat(late(started, "2026-11-30T05:00:00Z", "2026-11-30T05:11:59Z")).isEmpty();
    assertThat(late(started, "2026-11-30T05:00:00Z", "2026-11-30T05:12:01Z"))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.PORT_NOT_OPEN);
              assertThat(failure.sentence()).contains("within 121 s");
            });
  }

  @Test
  void podThatRanBeforeTheWaitHasTheWholeTime() throws JsonProcessingException {
    PodState old = pod(running("2026-11-01T00:00:00Z"));

    assertThat(late(old, "2026-11-30T05:00:00Z", "2026-11-30T05:01:59Z")).isEmpty();
  }

  private static String running(String since) {
    return "{\"containerStatuses\":[{\"state\":{\"running\":{\"startedAt\":\"%s\"}}}]}"
        .formatted(since);
  }

  private Optional<DeployException> late(PodState pod, String begun, String at) {
    try (FakeApiServer server = new FakeApiServer()) {
      return failures(server)
          .late(
              service.at(1),
              release,
              new RolloutSnapshot(
                  MissingNode.getInstance(), List.of(pod), Instant.parse(begun), Instant.parse(at)),
              Duration.ofSeconds(120));
    }
  }

  /** The registry is away. */
  private static RolloutFailures failures(FakeApiServer server) {
    RegistryClient registry =
        new RegistryClient(
            TestSettings.of(
                Map.of("REGISTRY_HOST", "registry:5000", "REGISTRY_URL", "http://127.0.0.1:1")));
    return new RolloutFailures(new Cluster(new KubernetesApi(server.client())), registry);
  }

  private void assertTimeoutBlamesThePlatform(List<PodState> pods) {
    try (FakeApiServer server = new FakeApiServer()) {
      RolloutFailures failures = failures(server);
      Instant begun = Instant.parse("2026-11-30T05:00:00Z");
      RolloutSnapshot snapshot =
          new RolloutSnapshot(MissingNode.getInstance(), pods, begun, begun.plusSeconds(121));

      DeployException failure =
          failures.late(service.at(1), release, snapshot, Duration.ofSeconds(120)).orElseThrow();

      assertThat(failure.code()).isEqualTo(FailureCode.ROLLOUT_TIMEOUT);
      assertThat(failure.code().blame()).isEqualTo(Blame.PLATFORM);
      assertThat(failure)
          .hasMessage(
              "tried to start "
                  + service.name()
                  + " but failed because its container did not start within 121 s");
    }
  }

  private PodState pod(String status) throws JsonProcessingException {
    JsonNode pod =
        new ObjectMapper()
            .readTree(
                "{\"metadata\":{\"labels\":{\"dp.ml.ink/release\":\"r1\"}},\"status\":"
                    + status
                    + "}");
    return new PodState(pod);
  }
}
