package ink.ml.dp.deploy.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.failure.DeployException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real cluster makes of a tenant's namespace. */
@Timeout(120)
final class NamespaceIT {
  private final Cluster cluster = new Cluster(new KubernetesApi(RealCluster.client()));
  private final Identities service = Identities.fresh();
  private final String namespace = service.namespace();

  private void ensure(Map<String, String> settings) {
    DeploySettings deploy = TestSettings.deploy(settings);
    new Namespaces(cluster, deploy).ensure(service.at(1));
  }

  private JsonNode object(Kind kind, String name) {
    return cluster.get(kind, namespace, name).orElseThrow();
  }

  @Test
  void isFencedInBeforeAnythingRuns() {
    ensure(Map.of("DENIED_RANGES", "203.0.113.7/32"));

    JsonNode labels = object(Kind.NAMESPACE, namespace).path("metadata").path("labels");
    assertThat(labels.path("dp.ml.ink/tenant").asText()).isEqualTo(service.tenant());
    assertThat(labels.path("dp.ml.ink/project").asText()).isEqualTo(service.project());
    assertThat(labels.path("pod-security.kubernetes.io/enforce").asText()).isEqualTo("restricted");
    JsonNode egress = object(Kind.NETWORK_POLICY, "egress-isolation").path("spec");
    assertThat(egress.path("policyTypes").toString()).isEqualTo("[\"Egress\"]");
    assertThat(egress.path("egress").findValues("except").toString())
        .contains("10.0.0.0/8", "169.254.0.0/16", "203.0.113.7/32");
    assertThat(egress.path("egress").path(1).toString())
        .contains("kube-dns", "\"port\":53", "kube-system");
    JsonNode ingress = object(Kind.NETWORK_POLICY, "ingress-isolation").path("spec");
    assertThat(ingress.path("policyTypes").toString()).isEqualTo("[\"Ingress\"]");
    assertThat(ingress.path("ingress").findValues("matchLabels").toString()).contains("traefik");
    assertThat(ingress.path("ingress").findValues("namespaceSelector").toString())
        .contains("kubernetes.io/metadata.name", "dp-ingress")
        .doesNotContain("part-of");
    assertThat(object(Kind.RESOURCE_QUOTA, "quota").path("spec").path("hard").toString())
        .contains("\"pods\":\"40\"", "\"limits.cpu\":\"8\"", "\"services.nodeports\":\"0\"");
  }

  @Test
  void refusesWhatIsNotRestrictedAndSizesWhatSaysNothing() {
    ensure(Map.of());

    assertThatThrownBy(() -> cluster.create(pod("loose", Map.of())))
        .isInstanceOf(DeployException.class)
        .hasMessageContaining("violates PodSecurity \"restricted");
    JsonNode made =
        cluster
            .create(
                pod(
                    "strict",
                    Map.of(
                        "runAsNonRoot",
                        true,
                        "allowPrivilegeEscalation",
                        false,
                        "capabilities",
                        Map.of("drop", List.of("ALL")),
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault"))))
            .orElseThrow();
    assertThat(made.path("spec").path("containers").path(0).path("resources").path("limits"))
        .hasToString("{\"cpu\":\"250m\",\"ephemeral-storage\":\"2Gi\",\"memory\":\"256Mi\"}");
    // Holds no service, only a pod of nobody's.
    assertThat(new Namespaces(cluster, TestSettings.deploy(Map.of())).deleteIfEmpty(service.at(2)))
        .isTrue();
  }

  @Test
  void workerIsBoundToItsRoleInIt() {
    ensure(Map.of("WORKER_ROLE", "dp-tenant=dp-system/deploy-worker"));

    JsonNode binding = object(Kind.ROLE_BINDING, "deploy-worker");
    assertThat(binding.path("roleRef").path("name").asText()).isEqualTo("dp-tenant");
    assertThat(binding.path("subjects").path(0).path("name").asText()).isEqualTo("deploy-worker");
  }

  @Test
  void isWrittenAnewWhenTheTemplateChangesAndOnlyThen() {
    ensure(Map.of());
    String before = version();
    ensure(Map.of());
    assertThat(version()).isEqualTo(before);

    ensure(Map.of("DENIED_RANGES", "198.51.100.1/32"));
    assertThat(version()).isNotEqualTo(before);
  }

  private String version() {
    return object(Kind.NETWORK_POLICY, "egress-isolation")
        .path("metadata")
        .path("resourceVersion")
        .asText();
  }

  private Manifest pod(String name, Map<String, Object> securityContext) {
    return new Manifest(
        Kind.POD,
        namespace,
        name,
        Map.of(),
        Map.of(),
        Map.of(
            "spec",
            Map.of(
                "runtimeClassName",
                "gvisor",
                "containers",
                List.of(
                    Map.of(
                        "name", "app",
                        "image", "registry:5000/none:1",
                        "securityContext", securityContext)))));
  }
}
