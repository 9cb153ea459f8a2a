package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.deploy.testing.Visitor;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole requests that succeed, with real pods behind a real ingress. */
@Timeout(180)
final class RolloutIT {
  private static final TestImages IMAGES =
      new TestImages(RealCluster.registryUrl(), RealCluster.hubUrl());

  private static FakeNeighbours neighbours;
  private static Deployer deployer;

  private final Identities service = Identities.fresh();

  @BeforeAll
  static void start() {
    neighbours = new FakeNeighbours();
    deployer = new Deployer(RealCluster.client(), RealCluster.settings(neighbours, Map.of()));
  }

  @AfterAll
  static void stop() {
    deployer.close();
    neighbours.close();
  }

  @AfterEach
  void makeRoom() {
    deployer.run(service, 100, Operation.DELETE);
  }

  @Test
  void runsUnderEveryRestrictionAnswersAtItsUrlAndIsDeletedWithItsNamespace() {
    neighbours.environment(service.serviceId(), Map.of("GREETING", "world"));

    ServiceResult result = deployer.run(service, 1, IMAGES.server(service));

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(result.url()).isEqualTo("http://" + service.name() + ".localhost");
    assertThat(result.release()).isEqualTo("r1");
    assertThat(Visitor.see(service)).isEqualTo("200 hello world");
    JsonNode pod =
        deployer
            .parts
            .cluster
            .list(Kind.POD, service.namespace(), "dp.ml.ink/release=r1")
            .getFirst()
            .path("spec");
    assertThat(pod.path("runtimeClassName").asText()).isEqualTo("gvisor");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.path("securityContext").path("runAsUser").asInt()).isEqualTo(1000);
    assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("securityContext").path("seccompProfile").path("type").asText())
        .isEqualTo("RuntimeDefault");
    JsonNode container = pod.path("containers").path(0);
    assertThat(container.path("securityContext").path("capabilities").path("drop").toString())
        .isEqualTo("[\"ALL\"]");
    assertThat(container.path("securityContext").path("allowPrivilegeEscalation").asBoolean(true))
        .isFalse();
    assertThat(container.path("image").asText()).endsWith("@" + result.imageDigest());
    assertThat(container.path("resources").path("limits").path("memory").asText())
        .isEqualTo("64Mi");
    assertThat(container.path("lifecycle").path("preStop").path("sleep").path("seconds").asInt())
        .isPositive();
    assertThat(container.path("readinessProbe").path("tcpSocket").path("port").asInt())
        .isEqualTo(8080);
    JsonNode spec = deployer.parts.deployment(service, 1).path("spec");
    assertThat(spec.path("revisionHistoryLimit").asInt()).isEqualTo(2);
    assertThat(spec.path("strategy").path("rollingUpdate").path("maxUnavailable").asInt(9))
        .isZero();

    for (int i = 0; i < 2; i++) {
      assertThat(deployer.run(service, 2, Operation.DELETE).status()).isEqualTo("deleted");
    }
    assertThat(deployer.parts.running(service)).isEmpty();
    assertThat(deployer.parts.cluster.get(Kind.NAMESPACE, service.namespace(), service.namespace()))
        .matches(found -> found.isEmpty() || found.get().path("metadata").has("deletionTimestamp"));
  }

  /** Each on another port than the one before it; {@code -Dit.redeploys} says how many. */
  @Test
  void newReleasesTakeOverWithoutAFailedRequest() throws InterruptedException {
    int last = 1 + Integer.getInteger("it.redeploys", 2);
    neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
    assertThat(run(1, "text=v1").status()).isEqualTo("running");
    List<String> seen;
    try (Visitor.Stay visitor = Visitor.stay(service)) {
      for (int sequence = 2; sequence <= last; sequence++) {
        ServiceResult result =
            deployer.run(
                service,
                sequence,
                IMAGES.server(service, "text=v" + sequence),
                Deployer.SETTINGS.but().port(8080 + sequence % 2).build());
        assertThat(result.status()).as(result.toString()).isEqualTo("running");
        assertThat(deployer.parts.running(service)).containsExactly("r" + sequence);
        for (int i = 0; i < 20; i++) {
          assertThat(Visitor.see(service)).isEqualTo("200 v" + sequence);
        }
      }
      seen = visitor.leave();
    }

    System.err.printf("%d redeploys under %d requests%n", last - 1, seen.size());
    assertThat(seen).allMatch(answer -> answer.matches("200 v\\d+"));
    assertThat(seen).contains("200 v1", "200 v" + last);
  }

  @Test
  void serviceOfTheFirstFormIsTakenOverWithoutAFailedRequest() throws InterruptedException {
    neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
    DeployInput first =
        new DeployInput(
            service.key(1),
            IMAGES.server(service, "text=v1"),
            "c".repeat(40),
            "key-1",
            "v1",
            Deployer.SETTINGS);
    ReleaseRecord release = deployer.parts.deployInFirstForm(service, first, Map.of());
    while (!Visitor.see(service).equals("200 v1")) {
      Thread.sleep(Duration.ofMillis(50));
    }
    deployer.parts.recordAnswer(service, 1, release);
    List<String> seen;
    try (Visitor.Stay visitor = Visitor.stay(service)) {
      ServiceResult result =
          deployer.run(
              service,
              2,
              IMAGES.server(service, "text=v2"),
              Deployer.SETTINGS.but().port(8081).build());
      assertThat(result.status()).as(result.toString()).isEqualTo("running");
      assertThat(Visitor.see(service)).isEqualTo("200 v2");
      seen = visitor.leave();
    }

    assertThat(seen).allMatch(answer -> answer.matches("200 v[12]")).contains("200 v1", "200 v2");
    assertThat(deployer.parts.running(service)).containsExactly("r2");
  }

  @Test
  void rollbackMakesTheEarlierReleaseAgainUnlessItsImageIsGone() {
    neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
    BuiltImage first = IMAGES.server(service, "text=first");
    deployer.run(service, 1, first);
    ServiceResult second = run(2, "text=second");
    run(3, "text=third");

    ServiceResult result = deployer.run(service, 4, Operation.ROLLBACK);

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(result.release()).isEqualTo("r4");
    assertThat(result.imageDigest()).isEqualTo(second.imageDigest());
    assertThat(result.commitSha()).isEqualTo(second.commitSha());
    assertThat(Visitor.see(service)).isEqualTo("200 second");

    // Once more, that is further back.
    IMAGES.remove(service, first);
    assertThatThrownBy(() -> deployer.run(service, 5, Operation.ROLLBACK))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.getType()).isEqualTo("IMAGE_GONE"));
    assertThat(Visitor.see(service)).isEqualTo("200 second");
  }

  @Test
  void newerRequestCutsAWaitShort() throws InterruptedException {
    neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
    WorkflowStub first =
        deployer.send(service, 1, IMAGES.server(service, "delay=600"), Deployer.SETTINGS);
    awaitDeployment();

    ServiceResult result = run(2, "text=second");

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(Deployer.result(first).sequence()).isEqualTo(2);
    JsonNode record =
        deployer.parts.object(service.named(service.name() + "-releases"), Kind.CONFIG_MAP);
    // Had it been waited for to its end, it would have another reason.
    assertThat(record.path("data").path("r1").asText()).contains("CANCELLED");
  }

  private ServiceResult run(long sequence, String option) {
    return deployer.run(service, sequence, IMAGES.server(service, option));
  }

  private void awaitDeployment() throws InterruptedException {
    while (deployer
        .parts
        .cluster
        .list(Kind.POD, service.namespace(), "dp.ml.ink/release=r1")
        .isEmpty()) {
      Thread.sleep(Duration.ofMillis(50));
    }
  }
}
