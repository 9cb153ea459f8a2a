package ink.ml.dp.devstack.bench;

import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The programs that the peers use, as they are in the servers' own images. */
public final class Tools {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Platform platform;
  private final Path directory;

  public Tools(Platform platform) {
    this.platform = platform;
    this.directory = platform.instance().cache().resolve("bench");
  }

  Path buildctl() {
    return copy(Servers.BUILDKIT, "buildctl");
  }

  Path kubectl() {
    return copy(Servers.CONTROL_NODE, "kubectl");
  }

  /** The registry, whose own garbage collection is a command of it. No server has to run. */
  public Path registry() {
    String container =
        Command.output(
            LIMIT, "docker", "create", platform.images().local(Servers.REGISTRY.image()));
    try {
      return copy(container, "/registry", "registry");
    } finally {
      Command.run(LIMIT, "", "docker", "rm", container);
    }
  }

  private Path copy(ServerDefinition server, String program) {
    String container = platform.instance().container(server.name());
    return copy(
        container, Command.output(LIMIT, "docker", "exec", container, "which", program), program);
  }

  private Path copy(String container, String there, String program) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path here = directory.resolve(program);
    Command.output(LIMIT, "docker", "cp", container + ":" + there, here.toString());
    return here;
  }
}
