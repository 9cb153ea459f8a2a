package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.testing.BuilderContainer;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.runtime.registry.RegistryTokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The push endpoint as production has it: it answers nobody without a token of ours. */
final class TokenRegistry implements AutoCloseable {
  static final String NAME = "vault";
  static final String HOST = NAME + ":5000";

  private static final Pattern SETTING =
      Pattern.compile("\\{name: (REGISTRY_AUTH[A-Z_]*), value: \"?([^\"}]+)\"?}");

  private final RegistryTokenSigner signer;
  private final GenericContainer<?> container;

  TokenRegistry(String image) {
    KeyPair keys = keys();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    signer = new RegistryTokenSigner(pem, "build-worker", Clock.systemUTC());
    byte[] encoded = keys.getPublic().getEncoded();
    String x =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    String jwks =
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"build-worker\",\"x\":\"%s\"}]}"
            .formatted(x);
    container =
        new GenericContainer<>(image)
            .withNetworkMode(BuilderContainer.shared().network())
            .withCreateContainerCmdModifier(command -> command.withAliases(NAME))
            .withCommand("/etc/distribution/push.yml")
            .withEnv(settings())
            .withCopyToContainer(Transferable.of(jwks), "/keys/jwks.json")
            .withExposedPorts(5001)
            .waitingFor(Wait.forHttp("/metrics").forPort(5001));
    container.start();
  }

  RegistryTokenSigner signer() {
    return signer;
  }

  /** What a cluster's registry is given for it. */
  private static Map<String, String> settings() {
    try {
      Map<String, String> settings =
          SETTING
              .matcher(
                  Files.readString(
                      TestPlatform.root().resolve("k8s/registry-tokens/Kustomization")))
              .results()
              .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
      if (!settings.containsKey("REGISTRY_AUTH_TOKEN_JWKS")) {
        throw new AssertionError("the overlay no longer says how tokens are asked for");
      }
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
