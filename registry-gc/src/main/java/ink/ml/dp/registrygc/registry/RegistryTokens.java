package ink.ml.dp.registrygc.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs tokens for a registry that answers nobody without one (distribution's {@code auth.token}).
 * The registry finds the public half of the key in its {@code jwks.json}, under {@link #KEY_ID}.
 */
public final class RegistryTokens {
  public static final String KEY_ID = "registry-gc";

  private static final Duration VALIDITY = Duration.ofMinutes(5);
  private static final String HEADER =
      "{\"typ\":\"JWT\",\"alg\":\"EdDSA\",\"kid\":\"" + KEY_ID + "\"}";

  private final Optional<PrivateKey> key;
  private final Clock clock;

  private RegistryTokens(Optional<PrivateKey> key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** For a registry that asks for none. */
  public static RegistryTokens none() {
    return new RegistryTokens(Optional.empty(), Clock.systemUTC());
  }

  /**
   * Signs with a key from a file.
   *
   * @param file an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)
   * @throws IllegalArgumentException when it cannot be read
   */
  public static RegistryTokens signedWith(Path file, Clock clock) {
    try {
      String body =
          Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
      return new RegistryTokens(
          Optional.of(KeyFactory.getInstance("Ed25519").generatePrivate(encoded)), clock);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
      // Without the cause, which may quote what it could not read.
      throw new IllegalArgumentException(
          file + " is not to be read as an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)");
    }
  }

  /** A token that lets its bearer read and write one repository; empty where none is asked for. */
  Optional<String> of(String repository) {
    return key.map(signing -> sign(signing, repository));
  }

  private String sign(PrivateKey signing, String repository) {
    long now = clock.instant().getEpochSecond();
    String claims =
        """
        {"iss":"dp-platform","sub":"registry-gc","aud":"dp-registry","iat":%d,"nbf":%d,"exp":%d,"jti":"%s",\
        "access":[{"type":"repository","name":"%s","actions":["pull","push"]}]}"""
            .formatted(now, now, now + VALIDITY.toSeconds(), UUID.randomUUID(), repository);
    String content =
        base64(HEADER.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(signing);
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
