package ink.ml.dp.buildkit.testing;

import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.runtime.registry.RegistrySettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The platform's registry, with the tokens that it asks for, filled with the base images, and its
 * builder.
 */
public final class TestServers {
  private static final Platform PLATFORM = TestPlatform.with(Part.REGISTRY, Part.BUILDKIT);

  private TestServers() {}

  public static RegistrySettings registry() {
    return new RegistrySettings(
        new RegistryHost(Servers.REGISTRY_HOST), URI.create(PLATFORM.endpoints().registryUrl()));
  }

  /** Where the same images are read, without a token. */
  public static RegistrySettings reader() {
    return new RegistrySettings(
        new RegistryHost(Servers.REGISTRY_HOST),
        URI.create(PLATFORM.endpoints().registryReadUrl()));
  }

  /** The keys of those who may sign tokens for it. */
  public static RegistryKeys keys() {
    return PLATFORM.instance().registryKeys();
  }

  /** Lets a build at every repository of it. */
  public static TenantIsolation isolation() {
    return new TenantIsolation("", "", List.of(), Optional.empty(), new OperatorAuth(keys()));
  }

  public static RegistryTags tags() {
    return new RegistryTags(PLATFORM.instance().container(Servers.REGISTRY.name()));
  }

  public static String buildkit() {
    return PLATFORM.endpoints().buildkitAddress();
  }
}
