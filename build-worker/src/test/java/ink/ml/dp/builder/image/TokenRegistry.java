package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.testing.BuilderContainer;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.model.token.RegistryTokenSigner;
import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A push endpoint for these tests alone, as production has it. */
final class TokenRegistry implements AutoCloseable {
  static final String NAME = "vault";
  static final String HOST = NAME + ":5000";

  private final RegistryTokenSigner signer;
  private final GenericContainer<?> container;

  /**
   * @param directory for its keys
   */
  TokenRegistry(String image, Path directory) {
    RegistryKeys keys = new RegistryKeys(directory).ensure();
    signer = keys.signer(RegistryKeys.BUILD_WORKER);
    container =
        new GenericContainer<>(image)
            .withNetworkMode(BuilderContainer.shared().network())
            .withCreateContainerCmdModifier(command -> command.withAliases(NAME))
            .withCommand("/etc/distribution/push.yml")
            .withCopyToContainer(MountableFile.forHostPath(keys.jwks(), 0444), "/keys/jwks.json")
            .withExposedPorts(5001)
            .waitingFor(Wait.forHttp("/metrics").forPort(5001));
    container.start();
  }

  RegistryTokenSigner signer() {
    return signer;
  }

  @Override
  public void close() {
    container.stop();
  }
}
