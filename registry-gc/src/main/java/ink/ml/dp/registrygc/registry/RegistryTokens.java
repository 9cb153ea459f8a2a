package ink.ml.dp.registrygc.registry;

import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The collector's tokens, for a registry that answers nobody without one. The registry finds the
 * public half of the key in its {@code jwks.json}, under {@link #KEY_ID}.
 *
 * @param signer absent where none is asked for
 */
public record RegistryTokens(Optional<RegistryTokenSigner> signer) {
  public static final String KEY_ID = "registry-gc";

  private static final Duration VALIDITY = Duration.ofMinutes(5);

  /** For a registry that asks for none. */
  public static RegistryTokens none() {
    return new RegistryTokens(Optional.empty());
  }

  /**
   * Signs with a key from a file.
   *
   * @param file an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)
   * @throws IllegalArgumentException when it cannot be read
   */
  public static RegistryTokens signedWith(Path file, Clock clock) {
    try {
      String pem = Files.readString(file);
      return new RegistryTokens(Optional.of(new RegistryTokenSigner(pem, KEY_ID, clock)));
    } catch (IOException | IllegalArgumentException _) {
      // Without the cause, which may quote what it could not read.
      throw new IllegalArgumentException(
          file + " is not to be read as " + RegistryTokenSigner.KEY_FORM);
    }
  }

  /** A token that lets its bearer read and write one repository; empty where none is asked for. */
  Optional<String> of(String repository) {
    return signer.map(
        signing -> signing.sign(KEY_ID, List.of(Access.readAndWrite(repository)), VALIDITY));
  }
}
