package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.activity.Deployer.Ask;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.deploy.testing.Visitor;
import ink.ml.dp.model.activity.BuiltImage;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole requests that succeed, with real pods behind a real ingress. */
@Timeout(180)
final class RolloutIT {
  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();
  private static final Deployer DEPLOYER =
      new Deployer(RealCluster.client(), RealCluster.settings(NEIGHBOURS, Map.of()));
  private static final TestImages IMAGES = new TestImages(RealCluster.registryUrl());

  private final Identities service = Identities.fresh();

  @AfterAll
  static void stop() {
    DEPLOYER.close();
    NEIGHBOURS.close();
  }

  @AfterEach
  void makeRoom() {
    DEPLOYER.run(service, 100, Operation.DELETE);
  }

  @Test
  void runsUnderEveryRestrictionAndAnswersAtItsUrl() {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", "world"));

    ServiceResult result = DEPLOYER.run(service, 1, IMAGES.server(service));

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(result.url()).isEqualTo("http://" + service.name() + ".localhost");
    assertThat(result.release()).isEqualTo("r1");
    assertThat(Visitor.see(service)).isEqualTo("200 hello world");
    JsonNode pod =
        DEPLOYER
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
    JsonNode spec = DEPLOYER.parts.object(service, Kind.DEPLOYMENT).path("spec");
    assertThat(spec.path("revisionHistoryLimit").asInt()).isEqualTo(2);
    assertThat(spec.path("strategy").path("rollingUpdate").path("maxUnavailable").asInt(9))
        .isZero();
  }

  @Test
  void newReleaseTakesOverWithoutAFailedRequest() throws InterruptedException {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", ""));
    assertThat(run(1, "text=v1").status()).isEqualTo("running");
    List<String> seen;
    try (Visitor.Stay visitor = Visitor.stay(service)) {
      for (int sequence = 2; sequence <= 4; sequence++) {
        ServiceResult result = run(sequence, "text=v" + sequence);
        assertThat(result.status()).as(result.toString()).isEqualTo("running");
        assertThat(Visitor.see(service)).isEqualTo("200 v" + sequence);
      }
      seen = visitor.leave();
    }

    assertThat(seen).allMatch(answer -> answer.matches("200 v[1-4]"));
    assertThat(seen).contains("200 v2", "200 v3").isSorted();
  }

  @Test
  void rollbackMakesTheEarlierReleaseAgainWithoutABuild() {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", ""));
    ServiceResult first = run(1, "text=first");
    run(2, "text=second");

    ServiceResult result = DEPLOYER.run(service, 3, Operation.ROLLBACK);

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(result.release()).isEqualTo("r3");
    assertThat(result.imageDigest()).isEqualTo(first.imageDigest());
    assertThat(Visitor.see(service)).isEqualTo("200 first");
  }

  @Test
  void rollbackToAnImageThatIsGoneChangesNothing() {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", ""));
    BuiltImage first = IMAGES.server(service, "text=first");
    DEPLOYER.run(service, 1, first);
    run(2, "text=second");
    IMAGES.remove(service, first);

    assertThatThrownBy(() -> DEPLOYER.run(service, 3, Operation.ROLLBACK))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class, e -> assertThat(e.getType()).isEqualTo("IMAGE_GONE"));
    assertThat(Visitor.see(service)).isEqualTo("200 second");
  }

  @Test
  void newerRequestCutsAWaitShort() throws InterruptedException {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", ""));
    WorkflowStub first =
        DEPLOYER.send(service, 1, IMAGES.server(service, "delay=600"), Ask.DEFAULT);
    awaitDeployment();

    ServiceResult result = run(2, "text=second");

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(Deployer.result(first).sequence()).isEqualTo(2);
    JsonNode record =
        DEPLOYER.parts.object(service.named(service.name() + "-releases"), Kind.CONFIG_MAP);
    // Had it been waited for to its end, it would have another reason.
    assertThat(record.path("data").path("r1").asText()).contains("CANCELLED");
  }

  @Test
  void deleteRemovesTheLastServiceWithItsNamespace() {
    NEIGHBOURS.environment(service.serviceId(), Map.of("GREETING", ""));
    run(1, "text=first");

    assertThat(DEPLOYER.run(service, 2, Operation.DELETE).status()).isEqualTo("deleted");
    assertThat(DEPLOYER.run(service, 2, Operation.DELETE).status()).isEqualTo("deleted");

    assertThat(DEPLOYER.parts.find(service, Kind.DEPLOYMENT)).isEmpty();
    assertThat(DEPLOYER.parts.cluster.get(Kind.NAMESPACE, service.namespace(), service.namespace()))
        .matches(found -> found.isEmpty() || found.get().path("metadata").has("deletionTimestamp"));
  }

  private ServiceResult run(long sequence, String option) {
    return DEPLOYER.run(service, sequence, IMAGES.server(service, option));
  }

  private void awaitDeployment() throws InterruptedException {
    while (DEPLOYER
        .parts
        .cluster
        .list(Kind.POD, service.namespace(), "dp.ml.ink/release=r1")
        .isEmpty()) {
      Thread.sleep(Duration.ofMillis(50));
    }
  }
}
