package ink.ml.dp.runtime.temporal;

import ink.ml.dp.runtime.config.SettingException;
import ink.ml.dp.runtime.config.Settings;
import java.util.Optional;

/**
 * How to reach Temporal: plain to a dev server, otherwise by a client certificate or an API key.
 *
 * @param address {@code host:port}, by default a dev server on this machine
 * @param namespace by default {@code default}
 * @param certificate PEM; present exactly when {@code key} is
 * @param key PEM in PKCS#8
 */
public record TemporalSettings(
    String address,
    String namespace,
    Optional<String> certificate,
    Optional<String> key,
    Optional<String> apiKey) {
  public static final String DEFAULT_ADDRESS = "127.0.0.1:7233";
  public static final String DEFAULT_NAMESPACE = "default";

  /**
   * Reads {@code TEMPORAL_ADDRESS}, {@code _NAMESPACE}, {@code _TLS_CERT}, {@code _TLS_KEY} and
   * {@code _API_KEY}.
   */
  public static TemporalSettings read(Settings settings) {
    Optional<String> certificate = settings.find("TEMPORAL_TLS_CERT");
    Optional<String> key = settings.find("TEMPORAL_TLS_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingException(
          certificate.isPresent() ? "TEMPORAL_TLS_KEY" : "TEMPORAL_TLS_CERT",
          "is not set, but its other half is");
    }
    return new TemporalSettings(
        settings.find("TEMPORAL_ADDRESS").orElse(DEFAULT_ADDRESS),
        settings.find("TEMPORAL_NAMESPACE").orElse(DEFAULT_NAMESPACE),
        certificate,
        key,
        settings.find("TEMPORAL_API_KEY"));
  }

  @Override
  public String toString() {
    return address + "/" + namespace;
  }
}
