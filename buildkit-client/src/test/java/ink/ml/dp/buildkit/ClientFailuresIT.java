package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ink.ml.dp.buildkit.testing.ClientRig;
import ink.ml.dp.buildkit.testing.TestServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real daemon says when a build fails, and what we make of it. */
@Timeout(120)
class ClientFailuresIT {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "FROM scratch%nFORM x; DockerfileInvalid; unknown instruction",
        "FROM scratch%nCOPY missing /; DockerfileInvalid; missing",
        "FROM scratch AS a%nCOPY --from=b /x /; BaseImageMissing; library/b",
        "FROM REGISTRY/library/debian:nope; BaseImageMissing; nope",
        "FROM debian:12%nRUN --network=host true; PolicyDenied; network.host",
        "FROM debian:12%nRUN --security=insecure true; PolicyDenied; security.insecure",
        "# syntax=docker.io/evil/frontend:1%nFROM scratch; PolicyDenied; allowed gateway",
        "FROM 127.0.0.1:1/x:1; BaseImageUnavailable; refused",
        "FROM scratch%nADD http://127.0.0.1:1/x /; BaseImageUnavailable; refused",
      })
  void findsTheCause(String dockerfile, String expected, String detail) {
    String host = TestServers.registry().host().value();
    rig.files(Map.of("Dockerfile", dockerfile.formatted().replace("REGISTRY", host) + "\n"));
    BuildFailedException failure = rig.failure();
    assertThat(failure.failure().getClass().getSimpleName())
        .as(failure.getMessage())
        .isEqualTo(expected);
    assertThat(failure.getMessage()).contains(detail);
  }

  @Test
  void saysThatThereIsNoDockerfile() {
    rig.files(Map.of("a", "x"));
    assertThat(rig.failure().failure()).isInstanceOf(BuildFailure.DockerfileMissing.class);
  }

  @Test
  void saysThatAPatternOfTheIgnoreFileIsMalformed() {
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY . /\n", ".dockerignore", "a[\n"));
    BuildFailedException failure = rig.failure();
    assertThat(failure.failure())
        .as(failure.getMessage())
        .isInstanceOf(BuildFailure.DockerfileInvalid.class);
    assertThat(failure.getMessage()).contains("pattern");
  }

  @Test
  void readsDetailsThatAreLargerThanEightKibibytes() {
    rig.files(
        Map.of(
            "Dockerfile",
            "FROM debian:12\n"
                + "# a comment\n".repeat(4000)
                + "RUN echo why >&2 && \\\n  exit 3\n"));
    BuildFailedException failure = rig.failure();
    assertThat(failure.failure())
        .as(failure.getMessage())
        .isInstanceOf(BuildFailure.StepFailed.class);
    assertThat(failure.getMessage()).contains("exit code 3").contains("lines 4002 to 4003");
    assertThat(failure.failure().logTail()).contains("why");
  }

  @Test
  void saysThatTheRegistryDoesNotAnswer() {
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n"));
    String nowhere = "127.0.0.1:1/a/web:1";
    BuildFailedException failure =
        catchThrowableOfType(
            BuildFailedException.class,
            () ->
                rig.build(
                    rig.request().image(ImageExport.to(nowhere)).build(),
                    CancellationSignal.never()));
    assertThat(failure.failure())
        .as(failure.getMessage())
        .isInstanceOf(BuildFailure.RegistryUnavailable.class);
  }

  @Test
  void saysThatAStepUsedTooMuchMemory() {
    assumeTrue(
        Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")),
        "the daemon counts what the kernel killed in cgroup v2 only");
    rig.files(
        Map.of("Dockerfile", "FROM debian:12\nRUN head -c 200000000 /dev/zero | (exec tail)\n"));
    BuildRequest request =
        rig.request()
            .limits(new StepLimits(OptionalLong.of(64 << 20), OptionalLong.empty()))
            .build();
    BuildFailedException failure =
        catchThrowableOfType(
            BuildFailedException.class, () -> rig.build(request, CancellationSignal.never()));
    assertThat(failure.failure())
        .as(failure.getMessage())
        .isInstanceOf(BuildFailure.StepFailed.class);
  }

  @Test
  void keepsALongLogInOrder() {
    rig.files(
        Map.of(
            "Dockerfile", "FROM debian:12\nRUN seq 100000 && echo end >&2 # " + rig.app() + "\n"));
    rig.build(rig.request().build(), CancellationSignal.never());
    List<Integer> numbers = new ArrayList<>();
    List<String> lines = rig.lines();
    for (int i = 0; i < lines.size(); i++) {
      // Where the daemon leaves something out, it cuts lines.
      boolean cut =
          lines.subList(Math.max(0, i - 1), Math.min(lines.size(), i + 2)).stream()
              .anyMatch(line -> line.contains("output clipped"));
      if (!cut && lines.get(i).matches("[0-9]+")) {
        numbers.add(Integer.valueOf(lines.get(i)));
      }
    }
    assertThat(numbers).hasSizeBetween(1000, 100_000).isSorted().startsWith(1, 2, 3);
    assertThat(lines).contains("end");
  }
}
