package ink.ml.dp.devstack.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ink.ml.dp.devstack.clean.Leftover.Level;
import ink.ml.dp.devstack.instance.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, and a Docker that says what a real one said. */
class LeftoversTest {
  @TempDir private Path directory = Path.of("");

  private final List<String> removed = new ArrayList<>();
  private final List<String> running = new ArrayList<>();

  private Path checkout() {
    return directory.resolve("checkout");
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private Leftovers leftovers(boolean docker) {
    Instance instance = Instance.of(checkout());
    return new Leftovers(
        instance,
        cache(),
        docker
            ? Optional.of(new DockerLeftovers(instance, arguments -> docker(instance, arguments)))
            : Optional.empty(),
        Map::of);
  }

  private String docker(Instance instance, String... arguments) {
    String line = String.join(" ", arguments);
    if (line.startsWith("ps ")) {
      return String.join("\n", running);
    } else if (line.startsWith("system df ")) {
      return """
          [{"Name":"%s","Labels":"ink.ml.dp.devstack=%s","Size":"1.3GB"},
           {"Name":"dp-devstack-abc123-hub","Labels":"ink.ml.dp.devstack=abc123","Size":"2.5MB"},
           {"Name":"dp-devstack-base-images-1","Labels":"ink.ml.dp.devstack.base-images=","Size":"3MB"},
           {"Name":"somebody-elses","Labels":"","Size":"9GB"}]
          """
          .formatted(instance.named("tests").volume("hub"), instance.named("tests").id());
    } else if (line.startsWith("image ls ")) {
      return "dp-devstack/system:12-a\ndp-devstack/node:1-b\ndp-devstack/node:1-c\n";
    } else if (line.startsWith("image inspect ")) {
      return "sha256:1 sha256:base 200\nsha256:2 sha256:base 700\nsha256:2 sha256:base 700";
    }
    removed.add(line);
    return "";
  }

  private void file(Path path, int bytes) throws IOException {
    Files.createDirectories(Optional.ofNullable(path.getParent()).orElseThrow());
    Files.write(path, new byte[bytes]);
  }

  private void fillAll() throws IOException {
    file(checkout().resolve(".devstack/instances/full/stand-ins/repositories/a"), 100_000);
    file(checkout().resolve(".devstack/build.stamp"), 10);
    file(cache().resolve("bin/kubelet-1"), 300_000);
    file(cache().resolve("go/mod/a@v1/a.go"), 500_000);
    file(cache().resolve("go.old.17/b"), 10);
    file(cache().resolve("schemas-1.34-2/c"), 200_000);
    file(cache().resolve("lock"), 0);
    // As Go leaves what it has downloaded.
    assertThat(cache().resolve("go/mod/a@v1").toFile().setWritable(false)).isTrue();
  }

  @Test
  void allOfItIsFoundWithItsSizeAndTheLargestIsFirst() throws IOException {
    fillAll();

    List<Leftover> found = leftovers(true).find();

    assertThat(found)
        .extracting(one -> one.what() + ": " + Bytes.text(one.bytes()) + " " + one.level())
        .containsExactly(
            "this checkout's data: registry, build cache: 1.3 GB USUAL",
            "base images, packed: 3.0 MB ALL",
            "data of other checkouts: 2.5 MB ALL",
            // Blocks of a disk, not bytes.
            "what compiling left: " + Bytes.text(found.get(3).bytes()) + " USUAL",
            "compiled programs: " + Bytes.text(found.get(4).bytes()) + " ALL",
            "what tests keep: " + Bytes.text(found.get(5).bytes()) + " ALL",
            "this checkout's repositories, logs, caches: "
                + Bytes.text(found.get(6).bytes())
                + " USUAL",
            // Two images on one base, which one of them is; the third is the second again.
            "the servers' images: 700 B ALL");
    assertThat(found.get(3).bytes()).isBetween(500_000L, 600_000L);
  }

  @Test
  void whatIsRemovedIsGoneAndNothingElse() throws IOException {
    fillAll();
    Leftovers leftovers = leftovers(true);

    leftovers.find().stream().filter(one -> one.level() == Level.USUAL).forEach(leftovers::remove);

    assertThat(cache()).isDirectoryNotContaining(path -> path.toString().contains("/go"));
    assertThat(cache().resolve("bin/kubelet-1")).exists();
    assertThat(checkout().resolve(".devstack")).isDirectoryContaining("glob:**/build.stamp");
    assertThat(checkout().resolve(".devstack/instances")).doesNotExist();
    assertThat(removed)
        .containsExactly(
            "volume rm --force " + Instance.of(checkout()).named("tests").volume("hub"));

    removed.clear();
    leftovers.find().forEach(leftovers::remove);

    assertThat(cache()).isDirectoryNotContaining(path -> !path.endsWith("lock"));
    assertThat(removed)
        .contains(
            "image rm --force dp-devstack/system:12-a dp-devstack/node:1-b dp-devstack/node:1-c")
        .contains("volume rm --force dp-devstack-abc123-hub")
        .noneMatch(line -> line.contains("somebody-elses"));
  }

  @Test
  void aMachineThatHasNothingOfItHasNothingToRemove() {
    assertThat(leftovers(false).find()).isEmpty();
    assertThat(leftovers(false).inUse(Level.ALL)).isEmpty();
  }

  @Test
  void whatIsInUseIsToldWithTheCommandThatEndsIt() {
    running.add("/checkouts/other\tabc123");
    assertThat(leftovers(true).inUse(Level.USUAL)).isEmpty();
    assertThat(leftovers(true).inUse(Level.ALL))
        .containsExactly("cd /checkouts/other && ./dev down");

    running.add("\t" + Instance.of(checkout()).id() + "-full");
    assertThat(leftovers(true).inUse(Level.USUAL)).containsExactly("./dev down --full");
  }

  /** With the command by which the scripts take the lock. */
  @Test
  void nothingIsTakenFromUnderABuildOfImages() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/flock"))).isTrue();
    file(cache().resolve("lock"), 0);
    assertThat(leftovers(false).inUse(Level.ALL)).isEmpty();
    Process build =
        new ProcessBuilder(
                "flock", cache().resolve("lock").toString(), "sh", "-c", "echo locked; read line")
            .start();
    try {
      assertThat(build.inputReader().readLine()).isEqualTo("locked");

      assertThat(leftovers(false).inUse(Level.ALL))
          .singleElement()
          .asString()
          .contains("where images are being built");
    } finally {
      build.outputWriter().close();
      assertThat(build.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
