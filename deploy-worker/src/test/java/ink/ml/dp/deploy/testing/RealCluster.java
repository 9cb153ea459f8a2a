package ink.ml.dp.deploy.testing;

import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.setting.Settings;
import io.kubernetes.client.openapi.ApiClient;
import java.util.HashMap;
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
