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
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The push endpoint as production has it: it answers nobody without a token of ours. */
final class TokenRegistry implements AutoCloseable {
  static final String NAME = "vault";
  static final String HOST = NAME + ":5000";

  private static final String AUTH =
      """

      auth:
        token:
          realm: http://tokens.invalid/
          service: dp-registry
          issuer: dp-platform
          jwks: /jwks.json
          signingalgorithms: [EdDSA]
      """;

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
            .withCommand("/secure.yml")
            .withCopyToContainer(Transferable.of(configuration()), "/secure.yml")
            .withCopyToContainer(Transferable.of(jwks), "/jwks.json")
            .withExposedPorts(5001)
            .waitingFor(Wait.forHttp("/metrics").forPort(5001));
    container.start();
  }

  RegistryTokenSigner signer() {
    return signer;
  }

  private static String configuration() {
    try {
      return Files.readString(TestPlatform.root().resolve("k8s/registry/push.yml")) + AUTH;
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
