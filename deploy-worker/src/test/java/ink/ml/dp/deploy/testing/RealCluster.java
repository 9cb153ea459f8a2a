package ink.ml.dp.deploy.testing;

import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tests' cluster and registry, which all of them share. */
public final class RealCluster {
  private static final Platform PLATFORM = TestPlatform.with(Part.CLUSTER, Part.REGISTRY);

  private RealCluster() {}

  public static ApiClient client() {
    return TestSettings.client(PLATFORM.instance().kubeconfig());
  }

  /** Where base images are. */
  public static String hubUrl() {
    return PLATFORM.endpoints().hubUrl();
  }

  /** Where images are pushed to. */
  public static String registryUrl() {
    return PLATFORM.endpoints().registryUrl();
  }

  /** A token to do everything with one repository there. */
  public static String registryToken(String repository) {
    Access access = new Access(repository, List.of("pull", "push", "delete"));
    return PLATFORM
        .instance()
        .registryKeys()
        .signer(RegistryKeys.OPERATOR)
        .sign("tests", List.of(access), Duration.ofMinutes(5));
  }

  public static String ingressUrl() {
    return PLATFORM.endpoints().ingressUrl();
  }

  public static String ingressApiUrl() {
    return PLATFORM.endpoints().ingressApiUrl();
  }

  /** As the worker's environment has it, with the given ones on top. */
  public static Settings settings(FakeNeighbours neighbours, Map<String, String> more) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "REGISTRY_HOST",
                "registry:5000",
                "REGISTRY_URL",
                PLATFORM.endpoints().registryReadUrl(),
                "MCP_API_URL",
                neighbours.url(),
                "MCP_API_TOKEN",
                "a-token",
                "APPS_SCHEME",
                "http",
                "INGRESS_URL",
                ingressUrl(),
                "INGRESS_API_URL",
                ingressApiUrl(),
                "SOAK_SECONDS",
                "1"));
    all.putAll(more);
    return TestSettings.of(all);
  }
}
