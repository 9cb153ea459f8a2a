package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.testing.Client;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code run --stop-the-world}, for the disk that is full: with a registry that only reads, and
 * without any.
 */
class StopTheWorldIT {
  private static final String REPOSITORY = "dp-a-b/web";

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @TempDir(factory = MemoryDirectories.class)
  Path elsewhere;

  private final StringWriter err = new StringWriter();

  /** Pushed a moment ago, so that a run of the night would leave all of them. */
  @BeforeEach
  void fourImagesOfAMomentAgo() {
    try (RegistryServer server = new RegistryServer(root)) {
      Client client = new Client(server.api());
      for (int i = 0; i < 4; i++) {
        client.push(REPOSITORY, "t" + i, List.of("shared", "layer " + i));
      }
    }
  }

  @Test
  void whatGoesIsGoneAtOnceWhileWhatStaysIsServed() throws IOException {
    try (RegistryServer server = new RegistryServer(root, RegistryServer.ONLY_READS)) {
      assertThat(collect(server.api())).as(err.toString()).isZero();

      Client client = new Client(server.api());
      assertThat(client.status(REPOSITORY, "t0")).isEqualTo(404);
      assertThat(client.status(REPOSITORY, "t1")).isEqualTo(404);
      assertThat(client.pull(REPOSITORY, "t2")).isEmpty();
      assertThat(client.pull(REPOSITORY, "t3")).isEmpty();
    }
    assertNothingIsInTheTrash();
  }

  @Test
  void registryThatIsStoppedTakesNoPushesEither() throws IOException {
    assertRefused(URI.create("http://127.0.0.1:1/"), "say so with --registry-stopped");
    assertThat(collect(URI.create("http://127.0.0.1:1/"), "--registry-stopped"))
        .as(err.toString())
        .isZero();

    assertNothingIsInTheTrash();
    try (RegistryServer server = new RegistryServer(root)) {
      Client client = new Client(server.api());
      assertThat(client.status(REPOSITORY, "t0")).isEqualTo(404);
      assertThat(client.pull(REPOSITORY, "t3")).isEmpty();
    }
  }

  @Test
  void registryThatTakesPushesIsRefused() {
    try (RegistryServer server = new RegistryServer(root)) {
      assertRefused(server.api(), "it does: let it only read, or stop it");
    }
  }

  @Test
  void registryThatRemembersBlobsIsRefused() {
    Map<String, String> both = new HashMap<>(RegistryServer.REMEMBERS);
    both.putAll(RegistryServer.ONLY_READS);
    try (RegistryServer server = new RegistryServer(root, both)) {
      assertRefused(server.api(), "its descriptor cache must be off");
    }
  }

  @Test
  void registryOfAnotherVolumeIsRefused() {
    try (RegistryServer server = new RegistryServer(elsewhere, RegistryServer.ONLY_READS)) {
      assertRefused(server.api(), "did not appear there");
    }
  }

  private void assertRefused(URI registry, String because) {
    Map<String, String> before = Tree.of(root);

    assertThat(collect(registry)).isEqualTo(ExitCode.REFUSED);

    assertThat(err.toString()).contains(because);
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  private void assertNothingIsInTheTrash() throws IOException {
    Path trash = root.resolve(".gc/trash");
    if (Files.exists(trash)) {
      assertThat(trash).isEmptyDirectory();
    }
    assertThat(root.resolve("docker/registry/v2/repositories/dp-system")).doesNotExist();
  }

  private int collect(URI registry, String... more) {
    CommandLine command =
        GcCommand.commandLine(name -> null, OutputStream.nullOutputStream())
            .setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "run",
            "--stop-the-world",
            "--root=" + root,
            "--registry=" + registry,
            "--roots-file=" + roots(),
            "--min-age=0s",
            "--untrusted-window=0s"));
    return command.execute(arguments.toArray(String[]::new));
  }

  /** A cluster that has the service and runs none of its images. */
  private Path roots() {
    try {
      return Files.writeString(
          elsewhere.resolve("roots.json"),
          "{\"identity\":\"test\",\"namespaces\":[\"dp-a-b\"],"
              + "\"services\":[{\"namespace\":\"dp-a-b\",\"service\":\"web\"}],\"uses\":[]}");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
