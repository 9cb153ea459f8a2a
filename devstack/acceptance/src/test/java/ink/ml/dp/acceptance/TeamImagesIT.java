package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images are pushed to a plain registry and pulled from it by digest. The daemon and the registry
 * are real; the images are the test's own, so that no other test misses one meanwhile.
 */
class TeamImagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ONE = "dp-devstack/team-test-one:1-aaaaaaaaaaaa";
  private static final String TWO = "dp-devstack/team-test-two:1-bbbbbbbbbbbb";

  @TempDir private Path directory = Path.of("");
  private String registry = "";
  private String place = "";
  private Path digests = Path.of("");

  @BeforeEach
  void aRegistryAndTwoImages() throws IOException {
    Platform platform = new Platform(Instance.of(TestPlatform.root()));
    platform.ensureDocker(Progress.SILENT);
    Command.output(
        Duration.ofMinutes(10),
        TestPlatform.root().resolve("devstack/images/build.sh").toString(),
        "registry");
    registry =
        Docker.run(
            "run",
            "--detach",
            "--publish=127.0.0.1::5000",
            "--label=" + Instance.LABEL + ".test",
            platform.images().local("registry"));
    place = Docker.run("port", registry, "5000") + "/team/devstack";
    digests = directory.resolve("digests.tsv");
    Files.copy(
        TestPlatform.root().resolve("devstack/images/team.sh"),
        directory.resolve("team.sh"),
        StandardCopyOption.COPY_ATTRIBUTES);
    // Two images without the minutes that the real ones take.
    script(
        """
        [ "$1" != --tag ] || { shift; tag=yes; }
        for name in "$@"; do
          case $name in
            all) echo %1$s; echo %2$s ;;
            team-test-one) echo %1$s ;;
            team-test-two) echo "${TWO:-%2$s}" ;;
          esac
        done >"$0.references"
        while read -r reference; do
          [ -n "$tag" ] || docker image inspect "$reference" >/dev/null 2>&1 || {
            echo "building $reference" >&2
            name=${reference#*/}
            echo "$reference" >"$0.content"
            tar -cC / --transform 's,.*,content,' "${0#/}.content" 2>/dev/null |
              docker import -c "LABEL ink.ml.dp.devstack.image=${name%%%%:*}" - "$reference" >/dev/null
          }
          echo "$reference"
        done <"$0.references"
        """
            .formatted(ONE, TWO));
  }

  @AfterEach
  void remove() {
    Command.run(LIMIT, "", "docker", "rm", "--force", "--volumes", registry);
    Command.run(LIMIT, "", "docker", "rmi", "--force", ONE, TWO);
  }

  @Test
  void whatWasPushedIsPulledByItsDigestAndNothingIsBuilt() throws IOException {
    Command.Result pushed = team("", "push", place);
    assertThat(pushed.output()).contains("building " + ONE).contains("pushed 2 images");
    assertThat(Files.readAllLines(digests))
        .filteredOn(line -> !line.startsWith("#"))
        .satisfiesExactly(
            line -> assertThat(line).matches("team-test-one\t1-a{12}\tsha256:[0-9a-f]{64}"),
            line -> assertThat(line).matches("team-test-two\t1-b{12}\tsha256:[0-9a-f]{64}"));
    String before = Docker.run("image", "inspect", "--format={{.Id}}", ONE);
    Docker.run("rmi", ONE, TWO);

    Command.Result pulled = team(place, "ensure", "all");

    assertThat(pulled.succeeded()).as(pulled.output()).isTrue();
    assertThat(pulled.output())
        .contains("pulled 2 of 2 images from " + place)
        .endsWith(ONE + "\n" + TWO + "\n")
        .doesNotContain("building");
    assertThat(Docker.run("image", "inspect", "--format={{.Id}}", ONE)).isEqualTo(before);
    // Nothing is left under the registry's name.
    assertThat(Docker.run("image", "ls", "--quiet", place + "/team-test-one")).isEmpty();
    assertThat(team(place, "ensure", "all").output()).isEqualTo(ONE + "\n" + TWO + "\n");
  }

  @Test
  void whatCannotBePulledIsBuiltAndSaidWhy() throws IOException {
    team("", "push", place);
    Docker.run("rmi", ONE, TWO);
    Path elsewhere = Files.copy(digests, directory.resolve("as-pushed.tsv"));

    rewrite("1-aaaaaaaaaaaa", "1-cccccccccccc");
    assertBuilt(place, "one was pushed as 1-cccccccccccc, and this checkout has 1-aaaaaaaaaaaa");

    Files.writeString(digests, "");
    assertBuilt(place, "team-test-one is not in " + digests);

    Files.delete(digests);
    assertBuilt(place, "there is no " + digests);

    Files.copy(elsewhere, digests);
    rewrite("sha256:[0-9a-f]{8}", "sha256:00000000");
    assertBuilt(place, "the registry does not have it");

    Files.copy(elsewhere, digests, StandardCopyOption.REPLACE_EXISTING);
    Docker.run("stop", registry);
    assertBuilt(place, "connection refused");
  }

  /** Whoever can write to the registry cannot make one image pass for another. */
  @Test
  void anotherImageUnderTheNameIsRefused() throws IOException {
    team("", "push", place);
    String wrong = place + "/team-test-one:wrong";
    Docker.run("tag", TWO, wrong);
    Docker.run("push", "--quiet", wrong);
    Docker.run("rmi", wrong, ONE, TWO);
    List<String> lines = Files.readAllLines(digests);
    Files.write(
        digests, List.of("team-test-one\t1-aaaaaaaaaaaa\t" + lines.getLast().split("\t", -1)[2]));

    assertBuilt(place, "that is another image");
  }

  @Test
  void aPushOfOneImageKeepsTheOthersLines() throws IOException {
    team("", "push", place);
    List<String> before = Files.readAllLines(digests);

    assertThat(team("", "push", place, "team-test-two").output()).contains("pushed 1 images");

    assertThat(Files.readAllLines(digests)).isEqualTo(before);
  }

  @Test
  void aPlaceThatIsNoneAndARegistryThatIsAwayAreToldAsSuch() {
    assertThat(team("", "push", "Not A Place").exitCode()).isEqualTo(2);
    Docker.run("stop", registry);

    Command.Result refused = team("", "push", place);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output())
        .contains("tried to push team-test-one to " + place + " but failed because: ")
        .contains("next: docker login ");
    assertThat(digests).doesNotExist();
  }

  private void assertBuilt(String from, String why) {
    Command.Result built = team(from, "ensure", "team-test-one");
    assertThat(built.succeeded()).as(built.output()).isTrue();
    assertThat(built.output()).contains(why).contains("building " + ONE);
    Docker.run("rmi", ONE);
  }

  private void rewrite(String pattern, String with) throws IOException {
    Files.writeString(digests, Files.readString(digests).replaceAll(pattern, with));
  }

  private Command.Result team(String from, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "DEVSTACK_IMAGES=" + from));
    command.add("DEVSTACK_DIGESTS=" + digests);
    command.add(directory.resolve("team.sh").toString());
    command.addAll(List.of(arguments));
    return Command.run(LIMIT, "", command.toArray(String[]::new));
  }

  private void script(String content) throws IOException {
    Path script = directory.resolve("build.sh");
    Files.writeString(script, "#!/bin/sh\n" + content, StandardCharsets.UTF_8);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }
}
