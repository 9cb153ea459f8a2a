package ink.ml.dp.deploy.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.deploy.testing.Together;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a project's services may ask for together. */
final class ProjectQuotaTest {
  private final FakeApiServer server = new FakeApiServer();
  private final Cluster cluster = new Cluster(new KubernetesApi(server.client()));
  private final ProjectQuota quota = quota(Map.of());
  private final Identities web = Identities.fresh();
  private final Identities api = other("api");

  private ProjectQuota quota(Map<String, String> settings) {
    return new ProjectQuota(cluster, TestSettings.deploy(settings));
  }

  /** Another service of the project. */
  private Identities other(String name) {
    return web.neighbour().named(name);
  }

  @BeforeEach
  void makeNamespace() {
    cluster.apply(
        new Manifest(Kind.NAMESPACE, "dp-claims", "dp-claims", Map.of(), Map.of(), Map.of()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatIsLeftIsToldInNumbers() {
    Identities shop = other("shop");
    quota.admit(api.at(1), asking("2", "256Mi"));
    quota.admit(other("jobs").at(1), asking("1500m", "256Mi"));

    assertThatThrownBy(() -> quota.admit(shop.at(1), asking("1", "256Mi")))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
              assertThat(e.sentence())
                  .isEqualTo(
                      "tried to start shop but failed because it asks for 1"
                          + " CPU, and 3.5 of 4 are used by api (2), jobs (1.5)");
            });
    assertThatThrownBy(() -> quota.admit(shop.at(1), asking("0.5", "3585Mi")))
        .hasMessageContaining(
            "it asks for 3585 MiB of memory, and 512 of 4096 are used by api (256), jobs (256)");
    assertThatCode(() -> quota.admit(shop.at(1), asking("0.5", "3584Mi")))
        .doesNotThrowAnyException();
  }

  @Test
  void howMuchThereIsCanBeSet() {
    ProjectQuota small = quota(Map.of("PROJECT_CPU", "500m", "PROJECT_MEMORY", "1Gi"));

    assertThatThrownBy(() -> small.admit(web.at(1), asking("501m", "1Gi")))
        .hasMessageContaining("it asks for 0.501 CPU, and 0 of 0.5 are used");
    assertThatThrownBy(() -> small.admit(web.at(1), asking("500m", "1025Mi")))
        .hasMessageContaining("it asks for 1025 MiB of memory, and 0 of 1024 are used");
    small.admit(web.at(1), asking("500m", "1Gi"));
  }

  @Test
  void aServiceCountsOnceWithItsNewestRequest() {
    quota.admit(web.at(2), asking("3", "256Mi"));
    quota.admit(web.at(3), asking("4", "256Mi"));
    quota.admit(web.at(2), asking("3", "256Mi"));
    quota.settle(web.at(2), Optional.empty());

    assertThatThrownBy(() -> quota.admit(api.at(1), asking("10m", "256Mi")))
        .hasMessageContaining("4 of 4 are used by " + web.name() + " (4)");
  }

  @Test
  void whatRunsIsKeptUntilTheRequestThatMakesItSmallerHasEnded() {
    quota.admit(web.at(1), asking("3", "256Mi"));
    quota.settle(web.at(1), Optional.of(asking("3", "256Mi")));
    quota.admit(web.at(2), asking("1", "256Mi"));
    assertThatThrownBy(() -> quota.admit(api.at(1), asking("2", "256Mi")))
        .as("it may fail, and then needs all that it had")
        .hasMessageContaining("3 of 4 are used by " + web.name() + " (3)");

    quota.settle(web.at(2), Optional.of(asking("1", "256Mi")));

    quota.admit(api.at(2), asking("3", "256Mi"));
  }

  @Test
  void aRequestThatFailsGivesBackWhatItAskedForBeyondWhatRuns() {
    quota.settle(web.at(1), Optional.of(asking("1", "256Mi")));
    quota.admit(web.at(2), asking("4", "256Mi"));

    quota.settle(web.at(2), Optional.of(asking("1", "256Mi")));

    quota.admit(api.at(1), asking("3", "256Mi"));
    assertThatThrownBy(() -> quota.admit(web.at(3), asking("2", "256Mi")))
        .hasMessageContaining("it asks for 2 CPU, and 3 of 4 are used by api (3)");
  }

  @Test
  void whatRunsMayRunOnHoweverFullItIs() {
    quota.settle(web.at(1), Optional.of(asking("6", "256Mi")));

    quota.admit(web.at(2), asking("6", "256Mi"));
    quota.admit(web.at(3), asking("5", "128Mi"));
    assertThatThrownBy(() -> quota.admit(web.at(4), asking("7", "256Mi")))
        .hasMessageContaining("it asks for 7 CPU, and 0 of 4 are used");
  }

  @Test
  void aServiceThatGetsAnotherNameCountsOnce() {
    Identities renamed = web.named("renamed");
    quota.settle(web.at(1), Optional.of(asking("3", "256Mi")));

    quota.admit(renamed.at(2), asking("3", "256Mi"));
    assertThatThrownBy(() -> quota.admit(api.at(1), asking("2", "256Mi")))
        .hasMessageContaining("3 of 4 are used by ");
    quota.settle(renamed.at(2), Optional.of(asking("3", "256Mi")));
    quota.settle(web.at(2), Optional.empty());

    assertThatThrownBy(() -> quota.admit(api.at(1), asking("2", "256Mi")))
        .hasMessageContaining("3 of 4 are used by renamed (3)");
  }

  @Test
  void ofManyAtOnceOnlyAsManyAreLetInAsThereIsRoomFor() {
    List<Identities> services = IntStream.range(0, 12).mapToObj(i -> other("svc" + i)).toList();

    List<Optional<FailureCode>> ends =
        Together.race(12, i -> quota.admit(services.get(i).at(1), asking("1", "16Mi")));

    assertThat(ends).filteredOn(Optional::isEmpty).hasSize(4);
    assertThat(ends)
        .filteredOn(Optional::isPresent)
        .containsOnly(Optional.of(FailureCode.QUOTA_EXCEEDED));
  }

  @Test
  void whatADeletedServiceAskedForIsGivenBackAndNothingIsLeft() {
    quota.admit(web.at(1), asking("4", "256Mi"));
    quota.settle(web.at(2), Optional.empty());
    quota.settle(web.at(2), Optional.empty());

    quota.admit(api.at(5), asking("4", "256Mi"));
    quota.settle(api.at(4), Optional.empty());
    assertThat(cluster.get(Kind.CONFIG_MAP, "dp-claims", "quota." + web.namespace())).isPresent();
    quota.settle(api.at(6), Optional.empty());
    assertThat(cluster.get(Kind.CONFIG_MAP, "dp-claims", "quota." + web.namespace())).isEmpty();
  }

  @Test
  void anotherServicesLineIsItsOwn() {
    Identities next = web.rival();
    quota.admit(web.at(9), asking("4", "256Mi"));
    quota.admit(next.at(1), asking("4", "256Mi"));

    quota.settle(web.at(9), Optional.empty());

    assertThatThrownBy(() -> quota.admit(api.at(1), asking("1", "256Mi")))
        .hasMessageContaining("4 of 4 are used by " + web.name() + " (4)");
  }

  private static RuntimeSpec asking(String cpu, String memory) {
    return RuntimeSpec.parse(RuntimeSettings.builder().cpu(cpu).memory(memory).build());
  }
}
