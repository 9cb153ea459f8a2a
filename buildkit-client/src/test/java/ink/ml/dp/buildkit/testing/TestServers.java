package ink.ml.dp.buildkit.testing;

import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.runtime.registry.RegistrySettings;
import java.net.URI;

/** The platform's registry, filled with the base images, and its builder. */
public final class TestServers {
  private static final Platform PLATFORM = TestPlatform.with(Part.REGISTRY, Part.BUILDKIT);

  private TestServers() {}

  public static RegistrySettings registry() {
    return new RegistrySettings(
        new RegistryHost(Servers.REGISTRY_HOST), URI.create(PLATFORM.endpoints().registryUrl()));
  }

  public static RegistryTags tags() {
    return new RegistryTags(PLATFORM.instance().container(Servers.REGISTRY.name()));
  }

  public static String buildkit() {
    return PLATFORM.endpoints().buildkitAddress();
  }
}
