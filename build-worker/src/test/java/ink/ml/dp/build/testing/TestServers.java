package ink.ml.dp.build.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Volume;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.runtime.registry.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A registry with the base images, and a builder that mirrors docker.io to it: the local platform's
 * own images, started once for all tests of this process.
 */
public final class TestServers {
  private static final String REGISTRY = "registry:5000";
  private static final TestServers SHARED = new TestServers();

  private final Network network = Network.newNetwork();
  private final GenericContainer<?> registry;
  private final GenericContainer<?> buildkit;

  private TestServers() {
    registry =
        new GenericContainer<>(image("registry"))
            .withNetwork(network)
            .withNetworkAliases("registry")
            .withExposedPorts(5000)
            .waitingFor(Wait.forHttp("/v2/").forPort(5000));
    buildkit =
        new GenericContainer<>(image("buildkit"))
            .withNetwork(network)
            .withPrivilegedMode(true)
            .withExposedPorts(1234)
            .withCreateContainerCmdModifier(c -> c.withVolumes(Volume.parse("/var/lib/buildkit")))
            .waitingFor(Wait.forListeningPort());
    registry.start();
    buildkit.start();
    push("debian", "library/debian", "12");
    push("caddy", "library/caddy", "2");
  }

  public static RegistrySettings registry() {
    return new RegistrySettings(
        new RegistryHost(REGISTRY),
        URI.create("http://127.0.0.1:" + SHARED.registry.getMappedPort(5000)));
  }

  public static String buildkit() {
    return "tcp://127.0.0.1:" + SHARED.buildkit.getMappedPort(1234);
  }

  /** The image that the local platform builds under this name; built first when it is missing. */
  static String image(String name) {
    return run(root().resolve("devstack/images/build.sh").toString(), name);
  }

  private void push(String name, String repository, String tag) {
    String target = "localhost:" + registry.getMappedPort(5000) + "/" + repository;
    DockerClient docker = DockerClientFactory.lazyClient();
    docker.tagImageCmd(image(name), target, tag).exec();
    try {
      docker.pushImageCmd(target).withTag(tag).start().awaitCompletion(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("devstack/images/build.sh"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new AssertionError("not in the project");
      }
    }
    return directory;
  }

  private static String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command[0] + " ended with " + process.exitValue());
      }
      return out.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
