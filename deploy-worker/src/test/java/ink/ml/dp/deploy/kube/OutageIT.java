package ink.ml.dp.deploy.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.claim.ProjectQuota;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An API server that does not answer, and one that does so again. */
@Timeout(240)
final class OutageIT {
  private static Platform platform;
  private static Claims claims;

  private final Identities service = Identities.fresh();

  @BeforeAll
  static void start() {
    platform = TestPlatform.apart("outage", Part.CLUSTER);
    Cluster cluster =
        new Cluster(new KubernetesApi(TestSettings.client(platform.instance().kubeconfig())));
    DeploySettings settings = TestSettings.deploy(Map.of());
    claims =
        new Claims(cluster, settings, InstantSource.system(), new ProjectQuota(cluster, settings));
  }

  @AfterAll
  static void remove() {
    platform.down(true, line -> {});
  }

  @Test
  void silentServerIsWorthAnotherTryAndTheSameConnectionsRecover() {
    claims.claim(service.at(1), Operation.CREATE);
    docker("pause");
    try {
      assertThatThrownBy(() -> claims.claim(service.at(2), Operation.REDEPLOY))
          .isInstanceOfSatisfying(
              DeployException.class,
              e -> {
                assertThat(e.code()).isEqualTo(FailureCode.KUBERNETES_UNAVAILABLE);
                assertThat(e.code().retryable()).isTrue();
                assertThat(e.sentence())
                    .matches(
                        "tried to read the ConfigMap service\\.[0-9a-f]{40} but failed because"
                            + " the cluster does not answer");
              });
    } finally {
      docker("unpause");
    }

    claims.claim(service.at(2), Operation.REDEPLOY);
    claims.check(service.at(2), new Action("try"));
  }

  private static void docker(String verb) {
    Command.output(
        Duration.ofSeconds(30),
        "docker",
        verb,
        platform.instance().container(Servers.CONTROL_NODE.name()));
  }
}
