package ink.ml.dp.runtime.registry;

import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import java.time.Clock;
import java.util.Optional;

/** The key with which a worker signs tokens for the registry. */
public final class RegistryTokenSettings {
  private RegistryTokenSettings() {}

  /**
   * Reads {@code REGISTRY_TOKEN_KEY} and {@code REGISTRY_TOKEN_KEY_ID}; absent for a worker that
   * asks only the registry that is read.
   */
  public static Optional<RegistryTokenSigner> read(Settings settings, String defaultKeyId) {
    String keyId =
        settings
            .text("REGISTRY_TOKEN_KEY_ID", "by which the registry finds the key's public half")
            .orElse(defaultKeyId);
    return settings
        .text("REGISTRY_TOKEN_KEY", "signs tokens for a registry that asks for them")
        .as(
            RegistryTokenSigner.KEY_FORM,
            pem -> new RegistryTokenSigner(pem, keyId, Clock.systemUTC()))
        .secret()
        .optional();
  }
}
