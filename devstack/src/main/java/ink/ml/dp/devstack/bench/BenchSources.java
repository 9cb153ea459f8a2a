package ink.ml.dp.devstack.bench;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.githost.RepositoryKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Sources to deploy: the sample, with a mark in its code. */
final class BenchSources {
  /** No run finds what an earlier one has built. */
  private static final long RUN = System.currentTimeMillis();

  private final Platform platform;

  BenchSources(Platform platform) {
    this.platform = platform;
  }

  /** What the git host asks for. */
  String token() {
    try {
      return Files.readString(
              platform.services().standInsState().resolve("secrets").resolve("gitea-token"))
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory with the sample as that version of a service has it. */
  Path directory(String service, int version) {
    Path sample = platform.instance().root().resolve("devstack/samples/dockerfile-service");
    Path directory = platform.instance().home().resolve("bench-sources").resolve(service);
    try {
      Files.createDirectories(directory);
      for (String file : List.of("Dockerfile", "greeting.txt", "main.c")) {
        Files.write(directory.resolve(file), Files.readAllBytes(sample.resolve(file)));
      }
      // Compiled in, so that no two versions have a layer in common.
      String mark = "const char mark[] = \"%s %d %d\";%n".formatted(service, version, RUN);
      Files.writeString(directory.resolve("main.c"), mark, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  /** Makes that version the head of a repository; nothing changes when it already is. */
  void commit(RepositoryKey repository, String service, int version) {
    Deployer.of(platform)
        .standIns()
        .git()
        .commitDirectory(repository, directory(service, version), "Version " + version);
  }
}
