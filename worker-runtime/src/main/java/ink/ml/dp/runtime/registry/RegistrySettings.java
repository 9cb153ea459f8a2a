package ink.ml.dp.runtime.registry;

import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.runtime.config.Settings;
import java.net.URI;

/**
 * The image registry.
 *
 * @param host as image references name it: what the builder and the nodes resolve
 * @param api where this process reaches its HTTP API, without a trailing slash
 */
public record RegistrySettings(RegistryHost host, URI api) {

  /**
   * Reads {@code REGISTRY_HOST}, with or without a scheme, and {@code REGISTRY_URL}, by default
   * {@code http://<host>}.
   */
  public static RegistrySettings read(Settings settings) {
    String value = settings.require("REGISTRY_HOST");
    String host = value.replaceFirst("^https?://", "").replaceFirst("/+$", "");
    String scheme = value.startsWith("https://") ? "https" : "http";
    return new RegistrySettings(
        settings.require("REGISTRY_HOST", text -> new RegistryHost(host)),
        settings
            .find("REGISTRY_URL", text -> URI.create(text.replaceFirst("/+$", "")))
            .orElseGet(() -> URI.create(scheme + "://" + host)));
  }
}
