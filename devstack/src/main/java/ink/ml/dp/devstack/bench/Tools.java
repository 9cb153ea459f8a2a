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
final class Tools {
  private final Platform platform;
  private final Path directory;

  Tools(Platform platform) {
    this.platform = platform;
    this.directory = platform.instance().cache().resolve("bench");
  }

  Path buildctl() {
    return copy(Servers.BUILDKIT, "buildctl");
  }

  Path kubectl() {
    return copy(Servers.CONTROL_NODE, "kubectl");
  }

  private Path copy(ServerDefinition server, String program) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String container = platform.instance().container(server.name());
    Duration limit = Duration.ofMinutes(1);
    String there = Command.output(limit, "docker", "exec", container, "which", program);
    Path here = directory.resolve(program);
    Command.output(limit, "docker", "cp", container + ":" + there, here.toString());
    return here;
  }
}
