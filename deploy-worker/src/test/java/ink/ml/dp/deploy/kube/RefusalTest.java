package ink.ml.dp.deploy.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which refusals of a cluster are worth another try. */
final class RefusalTest {
  private static final String NAMESPACE = "dp-t-shop";
  private static final String WHO = "User \"system:serviceaccount:dp-system:deploy-worker\"";

  private final FakeApiServer server = new FakeApiServer();
  private final Cluster cluster = new Cluster(new KubernetesApi(server.client()));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aRoleBindingThatTheServerHasNotLearnedOfYetIsWaitedFor() {
    String message =
        "networkpolicies.networking.k8s.io \"fence\" is forbidden: "
            + WHO
            + " cannot patch resource \"networkpolicies\" in API group \"networking.k8s.io\""
            + " in the namespace \"dp-t-shop\"";

    assertThat(refusedWith(403, message)).isEqualTo(FailureCode.KUBERNETES_UNAVAILABLE);

    cluster.apply(new Manifest(Kind.NAMESPACE, NAMESPACE, NAMESPACE, Map.of(), Map.of(), Map.of()));
    assertThat(cluster.apply(manifest()).path("kind").asText()).isEqualTo("ConfigMap");
  }

  @Test
  void aTokenThatIsJustBeingChangedIsWaitedFor() {
    assertThat(refusedWith(401, "Unauthorized")).isEqualTo(FailureCode.KUBERNETES_UNAVAILABLE);
  }

  @Test
  void whatAPolicyOrTheClustersRolesForbidIsFinal() {
    assertThat(refusedWith(403, "ValidatingAdmissionPolicy 'hosts' denied request: no such host"))
        .isEqualTo(FailureCode.KUBERNETES_REJECTED);
    assertThat(
            refusedWith(
                403,
                "nodes is forbidden: "
                    + WHO
                    + " cannot list resource \"nodes\" in API group \"\" at the cluster scope"))
        .isEqualTo(FailureCode.KUBERNETES_REJECTED);
  }

  private FailureCode refusedWith(int status, String message) {
    server.refuseNextWrite(status, message);
    FailureCode[] code = new FailureCode[1];
    assertThatThrownBy(() -> cluster.apply(manifest()))
        .isInstanceOfSatisfying(DeployException.class, e -> code[0] = e.code());
    return code[0];
  }

  private static Manifest manifest() {
    return new Manifest(Kind.CONFIG_MAP, NAMESPACE, "web", Map.of(), Map.of(), Map.of());
  }
}
