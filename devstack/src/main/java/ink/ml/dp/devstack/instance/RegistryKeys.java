package ink.ml.dp.devstack.instance;

import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys of those who sign tokens for the registry's push endpoint, in a directory: {@code
 * <who>.pem} for each, and {@code jwks.json} with the public halves, which the registry reads.
 */
public record RegistryKeys(Path directory) {
  public static final String BUILD_WORKER = "build-worker";
  public static final String COLLECTOR = "registry-gc";

  /** Whoever pushes the platform's own images, and whoever measures or tests. */
  public static final String OPERATOR = "operator";

  private static final List<String> ALL = List.of(BUILD_WORKER, COLLECTOR, OPERATOR);

  /** Makes them unless they are all there. */
  public RegistryKeys ensure() {
    if (!Stream.concat(ALL.stream().map(this::key), Stream.of(jwks())).allMatch(Files::exists)) {
      make();
    }
    return this;
  }

  private void make() {
    try {
      Files.createDirectories(directory);
      List<String> published = new ArrayList<>();
      for (String who : ALL) {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String pem =
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        OwnerFile.write(key(who), pem.getBytes(StandardCharsets.US_ASCII));
        published.add(published(who, pair.getPublic().getEncoded()));
      }
      Files.writeString(jwks(), "{\"keys\":[" + String.join(",", published) + "]}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  /** The point itself is the last 32 bytes. */
  private static String published(String who, byte[] encoded) {
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}"
        .formatted(who, Base64.getUrlEncoder().withoutPadding().encodeToString(point));
  }

  /** One's private key, as PEM. */
  public Path key(String who) {
    return directory.resolve(who + ".pem");
  }

  /** The public halves of all. */
  public Path jwks() {
    return directory.resolve("jwks.json");
  }

  public RegistryTokenSigner signer(String who) {
    try {
      return new RegistryTokenSigner(Files.readString(key(who)), who, Clock.systemUTC());
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read " + key(who), e);
    }
  }

  /** A token of the operator's to read and write these repositories. */
  public String token(Duration validity, String... repositories) {
    return signer(OPERATOR)
        .sign(OPERATOR, Stream.of(repositories).map(Access::readAndWrite).toList(), validity);
  }

  /**
   * Writes a configuration by which docker and buildctl are let in.
   *
   * @param to a directory, for {@code DOCKER_CONFIG}
   * @param host as the program calls the registry
   */
  public void writeDockerConfig(Path to, String host, String token) {
    try {
      Files.createDirectories(to);
      Files.writeString(
          to.resolve("config.json"),
          "{\"auths\":{\"%s\":{\"registrytoken\":\"%s\"}}}\n".formatted(host, token));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
