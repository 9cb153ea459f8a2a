package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.model.name.ImageRepository;
import ink.ml.dp.model.name.RegistryHost;
import java.util.List;
import java.util.Optional;

/** The two of them, as the platform tells them apart. */
record Tenants(TokenRegistry registry) {
  static final String VICTIM = "victim";
  static final String ATTACKER = "attacker";
  static final String REPOSITORY = "dp-victim-default/web";

  private static final RegistryHost HOST = new RegistryHost(TokenRegistry.HOST);

  /** What the platform gives a tenant's build, without the rules on names. */
  TenantIsolation of(String tenant) {
    TenantIsolation whole = whole(tenant);
    return new TenantIsolation(
        whole.salt(), whole.cacheNamespace(), List.of(), whole.syntax(), whole.registry());
  }

  /** With the rules. */
  TenantIsolation whole(String tenant) {
    return new ServiceIsolation(HOST, Optional.of(registry.signer()), Optional.empty())
        .of(tenant, images(tenant), Optional.empty(), List.of(), false);
  }

  /** With the victim's tokens, as if there were none to ask for. */
  TenantIsolation withVictimsTokens() {
    return new TenantIsolation(
        "off",
        "off",
        List.of(),
        Optional.empty(),
        new ServiceTokens(registry.signer(), HOST, images(VICTIM), "off"));
  }

  static String victimsImage() {
    return images(VICTIM).images().tagged("1").value();
  }

  private static ServiceImages images(String tenant) {
    String path = "dp-" + tenant + "-default/web";
    return new ServiceImages(
        new ImageRepository(HOST, path), new ImageRepository(HOST, "cache/" + path));
  }
}
