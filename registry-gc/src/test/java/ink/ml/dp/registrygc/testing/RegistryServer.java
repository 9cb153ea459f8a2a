package ink.ml.dp.registrygc.testing;

import ink.ml.dp.devstack.instance.FreePort;
import ink.ml.dp.devstack.instance.RegistryKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The real registry with its store in a directory of the test: the program and the configuration of
 * the image, as a process, which starts in a tenth of the time that a container takes.
 */
public final class RegistryServer implements AutoCloseable {
  /** With its descriptor cache on, as its default configuration has it. */
  public static final Map<String, String> REMEMBERS =
      Map.of("REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR", "inmemory");

  /** In its maintenance mode, which answers pushes with 405. */
  public static final Map<String, String> ONLY_READS =
      Map.of("REGISTRY_STORAGE_MAINTENANCE_READONLY", "{\"enabled\":true}");

  private static final String CONFIG = "hub.yml";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final Path log;
  private final Process process;
  private final int port;
  private final int metricsPort;

  public RegistryServer(Path root) {
    this(root, Map.of());
  }

  /**
   * Starts a registry.
   *
   * @param environment on top of its configuration
   */
  public RegistryServer(Path root, Map<String, String> environment) {
    this(root, CONFIG, environment);
  }

  /** The endpoint that production has, which answers nobody without a token. */
  public static RegistryServer askingForTokens(Path root, RegistryKeys keys) {
    String jwks = keys.jwks().toString();
    return new RegistryServer(root, "push.yml", Map.of("REGISTRY_AUTH_TOKEN_JWKS", jwks));
  }

  private RegistryServer(Path root, String config, Map<String, String> environment) {
    port = FreePort.any();
    metricsPort = FreePort.notIn(Set.of(port));
    try {
      Files.createDirectories(root.resolve("docker/registry/v2/blobs/sha256"));
      Files.createDirectories(root.resolve("docker/registry/v2/repositories"));
      log = Files.createTempFile("registry", ".log");
      ProcessBuilder builder = command(root, log, "serve", RegistryImage.file(config).toString());
      builder.environment().putAll(environment);
      builder.environment().put("REGISTRY_HTTP_ADDR", "127.0.0.1:" + port);
      builder.environment().put("REGISTRY_HTTP_DEBUG_ADDR", "127.0.0.1:" + metricsPort);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitReady();
  }

  /** Its API. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Its metrics. */
  public Optional<URI> metrics() {
    return Optional.of(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"));
  }

  /**
   * Runs the registry's own garbage collection on a store that nobody serves.
   *
   * @param options besides {@code --delete-untagged}
   * @return what it said
   */
  public static String collectOfficially(Path root, String... options) {
    List<String> arguments = new ArrayList<>(List.of("garbage-collect", "--delete-untagged"));
    arguments.addAll(List.of(options));
    arguments.add(RegistryImage.file(CONFIG).toString());
    try {
      Path said = Files.createTempFile("registry-gc", ".log");
      int code = command(root, said, arguments.toArray(String[]::new)).start().waitFor();
      String text = Files.readString(said);
      Files.delete(said);
      if (code != 0) {
        throw new AssertionError("garbage-collect ended with " + code + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends it as a machine does that loses power; what it had answered is on its disk. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder command(Path root, Path output, String... arguments) {
    List<String> command = new ArrayList<>(List.of(RegistryImage.program().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", root.toString());
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    return builder;
  }

  /** Asks for its metrics, because its API may answer nobody without a token. */
  private void awaitReady() {
    Instant end = Instant.now().plus(LIMIT);
    while (!isReady()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        String said = said();
        close();
        throw new AssertionError("the registry does not answer: " + said);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) metrics().orElseThrow().toURL().openConnection();
      boolean ready = connection.getResponseCode() == 200;
      connection.disconnect();
      return ready && accepts();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean accepts() {
    try (Socket api = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return api.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
