package ink.ml.dp.devstack.image;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that make images, with one small image, and a disk and a Go that the test sets. */
class ImagesRoomTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void oneImageOfOneProgram() throws IOException {
    Path images = Path.of("").toAbsolutePath().resolve("images");
    Path copy = directory.resolve("devstack/images");
    Files.createDirectories(copy.resolve("lib"));
    Files.copy(images.resolve("build.sh"), copy.resolve("build.sh"));
    try (Stream<Path> parts = Files.list(images.resolve("lib"))) {
      for (Path part : parts.toList()) {
        Files.copy(part, copy.resolve("lib").resolve(part.getFileName()));
      }
    }
    write("devstack/docker/unprivileged-runtime.sh", "");
    write("devstack/images/images.tsv", "# names\none\t1\t-\tprogram\n");
    write("devstack/images/programs.tsv", "# names\nprogram\tmodule\t./program\t-\t60\n");
    write("devstack/images/go/module/go.mod", "module one\n\ngo 1.26.3\n");
    write("devstack/images/go/module/program/main.go", "package main\n");
    write("devstack/images/one/Dockerfile", "FROM scratch\n");
    disk(100);
    go("go1.26.8", "echo whole >\"$out\" && chmod +x \"$out\"");
    program(
        "docker",
        """
        case "$1 $2" in
          'image inspect') grep -qxF -- "$3" "$HOME/built" 2>/dev/null ;;
          'info --format') mkdir -p "$HOME/docker" && echo "$HOME/docker" ;;
          'build --quiet') while [ "$1" != --tag ]; do shift; done; echo "$2" >>"$HOME/built" ;;
        esac
        """);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private void program(String name, String script) throws IOException {
    write("bin/" + name, "#!/bin/bash\n" + script);
    assertThat(directory.resolve("bin").resolve(name).toFile().setExecutable(true)).isTrue();
  }

  private void disk(int free) throws IOException {
    program("df", "echo head\necho /dev/a 1 1 %d 1%% /".formatted(free * 1048576L));
  }

  /**
   * @param compile what it does to make {@code $out}
   */
  private void go(String version, String compile) throws IOException {
    program(
        "go",
        """
        case $1 in
          env) echo %s ;;
          build)
            echo compiled >>"$HOME/compiled"
            while [ "$1" != -o ]; do shift; done
            out=$2
            %s ;;
        esac
        """
            .formatted(version, compile));
  }

  private Command.Result build(String... arguments) {
    List<String> command =
        Stream.concat(
                Stream.of(
                    "env",
                    "HOME=" + directory,
                    "XDG_CACHE_HOME=" + directory.resolve("cache"),
                    "PATH=" + directory.resolve("bin") + ":" + System.getenv("PATH"),
                    "bash",
                    directory.resolve("devstack/images/build.sh").toString()),
                Stream.of(arguments))
            .toList();
    return Command.run(Duration.ofMinutes(1), "", command.toArray(String[]::new));
  }

  private List<String> programs() throws IOException {
    try (Stream<Path> found = Files.list(directory.resolve("cache/dp-devstack/bin"))) {
      return found.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aFullDiskIsForeseen() throws IOException {
    disk(5);

    Command.Result refused = build("one");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output())
        .contains("images: making them takes about 14 GiB of the disk of ", " and 5 are free")
        .contains("next: ./dev clean ");
    assertThat(directory.resolve("compiled")).doesNotExist();
    assertThat(build("--room", "one").output()).startsWith("14\t");

    disk(14);
    assertThat(build("one").exitCode()).isZero();
    assertThat(build("--room", "one").output()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"go1.19.8", "go1.26.2"})
  void anOldGoIsNamedBeforeAnythingIsBegun(String version) throws IOException {
    go(version, "false");

    for (Command.Result refused : List.of(build("one"), build("--check", "one"))) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output())
          .contains("compiled with Go 1.26.3 or newer; there is " + version + " at ")
          .contains("next: ");
    }
    assertThat(directory.resolve("compiled")).doesNotExist();
  }

  /** A compiler that ends in the middle, as it does when nothing more can be written. */
  @Test
  void aDiskThatFillsUpLeavesNothingBroken() throws IOException {
    go("go1.26.8", "printf half >\"$out\"; echo 'no space left on device' >&2; exit 1");
    Command.Result failed = build("one");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.output()).contains("no space left on device");
    assertThat(directory.resolve("built")).doesNotExist();

    go("go1.26.8", "echo whole >\"$out\" && chmod +x \"$out\"");
    Command.Result built = build("one");

    assertThat(built.exitCode()).as(built.output()).isZero();
    assertThat(programs()).singleElement().asString().matches("program-[0-9a-f]{12}");
    assertThat(directory.resolve("cache/dp-devstack/bin").resolve(programs().getFirst()))
        .hasContent("whole");
    assertThat(Files.readAllLines(directory.resolve("built"))).hasSize(1);
  }

  @Test
  void anImageThatDockerCouldNotBuildIsNotCalledBuilt() throws IOException {
    program(
        "docker",
        "[ \"$1\" != image ] && [ \"$1\" != build ] || exit 1; [ \"$2\" != --format ] || echo \"$HOME\"");

    Command.Result failed = build("one");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.output())
        .contains("tried to build the image one but failed")
        .doesNotContain("images: built", "images: done");
  }
}
