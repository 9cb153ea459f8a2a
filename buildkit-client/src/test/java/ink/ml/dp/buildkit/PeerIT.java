package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.buildkit.testing.Buildctl;
import ink.ml.dp.buildkit.testing.ClientRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The same context gives the same image, whether buildctl builds it or we do. */
@Timeout(300)
@ResourceLock(Buildctl.CONTEXTS)
class PeerIT {
  @TempDir private Path directory;
  private ClientRig rig;

  @BeforeEach
  void start() {
    rig = new ClientRig(directory);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void agreesWithBuildctl() throws IOException {
    context("for buildctl first " + rig.app());
    Buildctl buildctl = new Buildctl(directory);
    JsonNode theirs = buildctl.push(rig.context(), rig.image("theirs").toString());
    BuildResult ours = rig.build("ours");
    assertThat(ours.stepsTotal()).as("%s", rig.events()).isEqualTo(2);
    assertThat(ours.stepsCached()).as("%s", rig.events()).isEqualTo(2);
    assertSame(ours, theirs);
    assertThat(rig.read("ours").config()).isEqualTo(rig.read("theirs").config());

    context("for us first " + rig.app());
    BuildResult first = rig.build("first");
    assertThat(first.stepsCached()).isZero();
    assertSame(first, buildctl.push(rig.context(), rig.image("second").toString()));
    assertThat(rig.read("first").fileNames())
        .contains("app/run", "app/link", "app/dir/deep/file", "app/empty/");
  }

  private static void assertSame(BuildResult ours, JsonNode theirs) {
    assertThat(ours.digest().orElseThrow())
        .hasToString(theirs.path("containerimage.digest").asText());
    assertThat(ours.configDigest().orElseThrow())
        .hasToString(theirs.path("containerimage.config.digest").asText());
  }

  private void context(String text) throws IOException {
    rig.files(
        Map.of(
            "Dockerfile",
            "FROM debian:12\nCOPY . /app/\nRUN /app/run > /made\n",
            ".dockerignore",
            "*.log\n",
            "run",
            "#!/bin/sh\necho " + text + "\n",
            "dir/deep/file",
            text,
            "left-out.log",
            text));
    for (String path : List.of("Dockerfile", ".dockerignore", "dir/deep/file")) {
      Files.setPosixFilePermissions(rig.context().resolve(path), permissions("rw-r--r--"));
    }
    for (String path : List.of("run", "dir", "dir/deep")) {
      Files.setPosixFilePermissions(rig.context().resolve(path), permissions("rwxr-xr-x"));
    }
    Path empty = Files.createDirectories(rig.context().resolve("empty"));
    Files.setPosixFilePermissions(empty, permissions("rwxr-xr-x"));
    Path link = rig.context().resolve("link");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of("dir/deep"));
  }

  private static java.util.Set<java.nio.file.attribute.PosixFilePermission> permissions(
      String text) {
    return java.nio.file.attribute.PosixFilePermissions.fromString(text);
  }

  @Test
  void seesAnEditThatKeepsTheSize() throws IOException {
    String one = "one " + rig.app();
    String two = "two " + rig.app();
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY a /a\n", "a", one));
    Path file = rig.context().resolve("a");
    rig.build("one");
    var time = Files.getLastModifiedTime(file);
    rig.files(Map.of("a", two));
    Files.setLastModifiedTime(file, time);
    BuildResult second = rig.build("two");
    assertThat(second.stepsCached()).isZero();
    assertThat(rig.read("two").file("a")).isEqualTo(two);
    rig.files(Map.of("a", one));
    BuildResult third = rig.build("three");
    assertThat(third.stepsCached()).isEqualTo(1);
    assertThat(rig.read("three").file("a")).isEqualTo(one);
  }

  @Test
  void buildsEightAtATime() {
    List<CompletableFuture<String>> builds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int number = i;
      builds.add(CompletableFuture.supplyAsync(() -> build(number), Thread::startVirtualThread));
    }
    for (int i = 0; i < 8; i++) {
      assertThat(builds.get(i).join()).isEqualTo("number " + i + "\n");
    }
  }

  private String build(int number) {
    try (ClientRig own = new ClientRig(directory.resolve("build" + number))) {
      own.files(
          Map.of(
              "Dockerfile", "FROM debian:12\nCOPY . /in\nRUN cat /in/number > /number\n",
              "number", "number " + number + "\n",
              "large", "x".repeat(2_000_000) + number));
      own.build("built");
      assertThat(own.events()).isNotEmpty();
      return own.read("built").file("number");
    }
  }
}
