package ink.ml.dp.runtime.temporal;

import ink.ml.dp.model.setting.Settings;
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

  /** Reads {@code TEMPORAL_ADDRESS} and what else begins with {@code TEMPORAL_}. */
  public static TemporalSettings read(Settings settings) {
    settings.together("TEMPORAL_TLS_CERT", "TEMPORAL_TLS_KEY");
    return new TemporalSettings(
        settings.text("TEMPORAL_ADDRESS", "Temporal's `host:port`").orElse(DEFAULT_ADDRESS),
        settings.text("TEMPORAL_NAMESPACE", "Temporal's namespace").orElse(DEFAULT_NAMESPACE),
        settings.text("TEMPORAL_TLS_CERT", "a client certificate, in PEM").optional(),
        settings
            .text("TEMPORAL_TLS_KEY", "the key of `TEMPORAL_TLS_CERT`, in PKCS#8")
            .secret()
            .optional(),
        settings
            .text("TEMPORAL_API_KEY", "a key for Temporal, instead of a certificate")
            .secret()
            .optional());
  }

  @Override
  public String toString() {
    return address + "/" + namespace;
  }
}
