package ink.ml.dp.runtime.registry;

import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.setting.Settings;
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
    Named named =
        settings
            .text("REGISTRY_HOST", "the registry as image references name it")
            .as("host or host:port, with or without a scheme", Named::parse)
            .required();
    return new RegistrySettings(
        named.host(),
        settings
            .url("REGISTRY_URL", "where this program reaches the registry's HTTP API")
            .orElse(URI.create(named.scheme() + "://" + named.host()), "from `REGISTRY_HOST`"));
  }

  private record Named(String scheme, RegistryHost host) {
    static Named parse(String text) {
      String host = text.replaceFirst("^https?://", "").replaceFirst("/+$", "");
      return new Named(text.startsWith("https://") ? "https" : "http", new RegistryHost(host));
    }
  }
}
