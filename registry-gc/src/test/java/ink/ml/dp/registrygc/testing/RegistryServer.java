package ink.ml.dp.registrygc.testing;

import com.github.dockerjava.api.model.Bind;
import ink.ml.dp.devstack.instance.RegistryKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** The real registry, with its store in a directory of the test. */
public final class RegistryServer implements AutoCloseable {
  /** Its name and port inside its network. */
  public static final String HOST = "registry:5000";

  /** With its descriptor cache on, as its default configuration has it. */
  public static final Map<String, String> REMEMBERS =
      Map.of("REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR", "inmemory");

  /** In its maintenance mode, which answers pushes with 405. */
  public static final Map<String, String> ONLY_READS =
      Map.of("REGISTRY_STORAGE_MAINTENANCE_READONLY", "{\"enabled\":true}");

  private static final String IMAGE = image("registry");
  private static final String CONFIG = "/etc/distribution/config.yml";

  private final Network network = Network.newNetwork();
  private final GenericContainer<?> container;

  public RegistryServer(Path root) {
    this(root, Map.of());
  }

  /**
   * Starts a registry.
   *
   * @param environment on top of its configuration
   */
  public RegistryServer(Path root, Map<String, String> environment) {
    this(root, environment, Optional.empty());
  }

  /** The endpoint that production has, which answers nobody without a token. */
  public static RegistryServer askingForTokens(Path root, RegistryKeys keys) {
    return new RegistryServer(root, Map.of(), Optional.of(keys));
  }

  private RegistryServer(Path root, Map<String, String> environment, Optional<RegistryKeys> keys) {
    prepare(root);
    container =
        new GenericContainer<>(IMAGE)
            .withNetwork(network)
            .withNetworkAliases("registry")
            .withExposedPorts(5000, 5001)
            .withEnv(environment)
            .withCreateContainerCmdModifier(
                command -> {
                  command.withUser(user(root));
                  Objects.requireNonNull(command.getHostConfig()).withBinds(bind(root));
                })
            // Not /v2/, which may answer nobody without a token.
            .waitingFor(Wait.forHttp("/metrics").forPort(5001));
    keys.ifPresent(
        who ->
            container
                .withCommand("/etc/distribution/push.yml")
                .withCopyToContainer(
                    MountableFile.forHostPath(who.jwks(), 0444), "/keys/jwks.json"));
    container.start();
  }

  /** Its API, from the test. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + container.getMappedPort(5000) + "/");
  }

  /** Its metrics, from the test. */
  public Optional<URI> metrics() {
    return Optional.of(
        URI.create("http://127.0.0.1:" + container.getMappedPort(5001) + "/metrics"));
  }

  public Network network() {
    return network;
  }

  /**
   * Runs the registry's own garbage collection on a store that nobody serves.
   *
   * @param options besides {@code --delete-untagged}
   * @return what it said
   */
  public static String collectOfficially(Path root, String... options) {
    List<String> command =
        new ArrayList<>(List.of("/registry", "garbage-collect", "--delete-untagged"));
    command.addAll(List.of(options));
    command.add(CONFIG);
    try (GenericContainer<?> gc =
        new GenericContainer<>(IMAGE)
            .withCreateContainerCmdModifier(
                create -> {
                  create.withEntrypoint(command).withUser(user(root));
                  Objects.requireNonNull(create.getHostConfig()).withBinds(bind(root));
                })
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
      gc.start();
      return gc.getLogs();
    }
  }

  @Override
  public void close() {
    container.close();
    network.close();
  }

  /** The image that the local platform builds under this name; built first when it is missing. */
  public static String image(String name) {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("devstack/images/build.sh"))) {
      directory = Objects.requireNonNull(directory.getParent(), "not in the project");
    }
    try {
      Process process =
          new ProcessBuilder(directory.resolve("devstack/images/build.sh").toString(), name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("build.sh ended with " + process.exitValue());
      }
      return out.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void prepare(Path root) {
    try {
      Files.createDirectories(root.resolve("docker/registry/v2/blobs/sha256"));
      Files.createDirectories(root.resolve("docker/registry/v2/repositories"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bind bind(Path root) {
    return Bind.parse(root.toAbsolutePath() + ":/var/lib/registry");
  }

  /** Whoever runs the test, since it changes what the registry wrote. */
  private static String user(Path root) {
    try {
      return Files.getAttribute(root, "unix:uid") + ":" + Files.getAttribute(root, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
