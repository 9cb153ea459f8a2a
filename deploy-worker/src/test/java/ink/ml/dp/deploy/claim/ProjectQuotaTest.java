package ink.ml.dp.deploy.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.Together;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a project's services may ask for together. */
final class ProjectQuotaTest {
  private final FakeApiServer server = new FakeApiServer();
  private final Cluster cluster = new Cluster(new KubernetesApi(server.client()));
  private final ProjectQuota quota = new ProjectQuota(cluster, "dp-claims");
  private final Identities web = Identities.fresh();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whatIsLeftIsToldInNumbers() {
    quota.admit(web.named("api").at(1), asking("2", "256Mi"));
    quota.admit(web.named("jobs").at(1), asking("1500m", "256Mi"));

    assertThatThrownBy(() -> quota.admit(web.named("shop").at(1), asking("1", "256Mi")))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
              assertThat(e.sentence())
                  .isEqualTo(
                      "tried to make room for shop in its project but failed because it asks for 1"
                          + " CPU, and 3.5 of 4 are used by api (2), jobs (1.5)");
            });
    assertThatThrownBy(() -> quota.admit(web.named("shop").at(1), asking("0.5", "3585Mi")))
        .hasMessageContaining(
            "it asks for 3585 MiB of memory, and 512 of 4096 are used by api (256), jobs (256)");
    assertThatCode(() -> quota.admit(web.named("shop").at(1), asking("0.5", "3584Mi")))
        .doesNotThrowAnyException();
  }

  @Test
  void aServiceCountsOnceWithItsNewestRequest() {
    quota.admit(web.at(2), asking("3", "256Mi"));
    quota.admit(web.at(3), asking("4", "256Mi"));
    quota.admit(web.at(2), asking("3", "256Mi"));

    assertThatThrownBy(() -> quota.admit(web.named("other").at(1), asking("10m", "256Mi")))
        .hasMessageContaining("4 of 4 are used by " + web.name() + " (4)");
  }

  @Test
  void ofManyAtOnceOnlyAsManyAreLetInAsThereIsRoomFor() {
    List<Identities> services = IntStream.range(0, 12).mapToObj(i -> web.named("svc" + i)).toList();

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
    quota.release(web.at(2));
    quota.release(web.at(2));

    quota.admit(web.named("other").at(5), asking("4", "256Mi"));
    quota.release(web.named("other").at(4));
    assertThat(cluster.get(Kind.CONFIG_MAP, "dp-claims", "quota." + web.namespace())).isPresent();
    quota.release(web.named("other").at(6));
    assertThat(cluster.get(Kind.CONFIG_MAP, "dp-claims", "quota." + web.namespace())).isEmpty();
  }

  private static RuntimeSpec asking(String cpu, String memory) {
    return RuntimeSpec.parse(RuntimeSettings.builder().cpu(cpu).memory(memory).build());
  }
}
