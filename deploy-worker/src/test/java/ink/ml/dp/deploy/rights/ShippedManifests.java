package ink.ml.dp.deploy.rights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.devstack.platform.Cluster;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.Interceptor;

/** The account, rights and admission policies of {@code k8s/}, on the tests' cluster. */
final class ShippedManifests {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path K8S = TestPlatform.root().resolve("k8s");
  private static final String ALL_TENANTS = "{key: dp.ml.ink/tenant, operator: Exists}";
  private static final String SITE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: dp-admission, namespace: dp-system}
      data: {registry: "registry:5000", appsDomain: localhost, reserved: "ops loki", domains: ""}
      """;

  private final Cluster cluster = TestPlatform.with(Part.CLUSTER, Part.REGISTRY).cluster();

  /**
   * Applies them, the policies for one tenant: other tests of this cluster do what no tenant may.
   */
  ShippedManifests(String tenant) {
    apply(read("namespaces/dp-system.yaml"));
    apply(read("namespaces/dp-claims.yaml"));
    apply(read("deploy-worker/rbac.yaml"));
    apply(SITE);
    String one = "{key: dp.ml.ink/tenant, operator: In, values: [%s]}".formatted(tenant);
    for (String file : List.of("pods", "objects", "deploy-worker")) {
      apply(read("admission/" + file + ".yaml").replace(ALL_TENANTS, one));
    }
  }

  /** Takes the policies away. */
  void remove() {
    for (String file : List.of("pods", "objects", "deploy-worker")) {
      cluster.kubectl(LIMIT, read("admission/" + file + ".yaml"), "delete", "-f", "-");
    }
  }

  /** A client with the deploy worker's own token, and no other right than its account's. */
  ApiClient worker(Interceptor... interceptors) {
    String token =
        cluster.kubectl(
            LIMIT,
            "",
            "create",
            "token",
            "deploy-worker",
            "--namespace=dp-system",
            "--duration=1h");
    ApiClient client =
        new ClientBuilder()
            .setBasePath(RealCluster.client().getBasePath())
            .setVerifyingSsl(false)
            .setAuthentication(new AccessTokenAuthentication(token.strip()))
            .build();
    var http = client.getHttpClient().newBuilder();
    List.of(interceptors).forEach(http::addInterceptor);
    client.setHttpClient(http.build());
    return client;
  }

  /**
   * The rules of a role, as the server has them.
   *
   * @param role such as {@code clusterrole/name}
   * @param namespace of a role; ignored for a cluster role
   */
  JsonNode rules(String role, String namespace) {
    String answer =
        cluster.kubectl(LIMIT, "", "get", "--output=json", role, "--namespace=" + namespace);
    try {
      return new ObjectMapper().readTree(answer).path("rules");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void apply(String manifest) {
    cluster.kubectl(LIMIT, manifest, "apply", "--server-side", "--force-conflicts", "-f", "-");
  }

  private static String read(String file) {
    try {
      return Files.readString(K8S.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
