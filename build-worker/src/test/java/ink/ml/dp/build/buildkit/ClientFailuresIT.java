package ink.ml.dp.build.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ink.ml.dp.build.testing.ClientRig;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ImageReference;
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
        "FROM scratch%nFORM x; DOCKERFILE_INVALID; unknown instruction",
        "FROM scratch%nCOPY missing /; DOCKERFILE_INVALID; missing",
        "FROM scratch AS a%nCOPY --from=b /x /; BASE_IMAGE_NOT_FOUND; library/b",
        "FROM registry:5000/library/debian:nope; BASE_IMAGE_NOT_FOUND; nope",
        "FROM debian:12%nRUN --network=host true; BUILD_POLICY_DENIED; network.host",
        "FROM debian:12%nRUN --security=insecure true; BUILD_POLICY_DENIED; security.insecure",
        "# syntax=docker.io/evil/frontend:1%nFROM scratch; BUILD_POLICY_DENIED; allowed gateway",
        "FROM 127.0.0.1:1/x:1; BASE_IMAGE_UNAVAILABLE; refused",
        "FROM scratch%nADD http://127.0.0.1:1/x /; BASE_IMAGE_UNAVAILABLE; refused",
      })
  void findsTheCause(String dockerfile, FailureCode code, String detail) {
    rig.files(Map.of("Dockerfile", dockerfile.formatted() + "\n"));
    DeployException failure = rig.failure();
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(code);
    assertThat(failure.sentence()).contains(detail);
  }

  @Test
  void saysThatThereIsNoDockerfile() {
    rig.files(Map.of("a", "x"));
    assertThat(rig.failure().code()).isEqualTo(FailureCode.DOCKERFILE_NOT_FOUND);
  }

  @Test
  void saysThatAPatternOfTheIgnoreFileIsMalformed() {
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY . /\n", ".dockerignore", "a[\n"));
    DeployException failure = rig.failure();
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(FailureCode.DOCKERFILE_INVALID);
    assertThat(failure.sentence()).contains("pattern");
  }

  @Test
  void readsDetailsThatAreLargerThanEightKibibytes() {
    rig.files(
        Map.of(
            "Dockerfile",
            "FROM debian:12\n"
                + "# a comment\n".repeat(4000)
                + "RUN echo why >&2 && \\\n  exit 3\n"));
    DeployException failure = rig.failure();
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(FailureCode.BUILD_STEP_FAILED);
    assertThat(failure.sentence()).contains("exit code 3").contains("lines 4002 to 4003");
    assertThat(failure.logTail()).contains("why");
  }

  @Test
  void saysThatTheRegistryDoesNotAnswer() {
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n"));
    ImageReference nowhere = new ImageReference("127.0.0.1:1/a/web:1");
    DeployException failure =
        catchThrowableOfType(
            DeployException.class,
            () ->
                rig.build(
                    rig.request().image(ImageExport.to(nowhere)).build(),
                    CancellationSignal.never()));
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(FailureCode.REGISTRY_UNAVAILABLE);
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
    DeployException failure =
        catchThrowableOfType(
            DeployException.class, () -> rig.build(request, CancellationSignal.never()));
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(FailureCode.BUILD_OUT_OF_MEMORY);
  }

  @Test
  void keepsALongLogInOrder() {
    rig.files(Map.of("Dockerfile", "FROM debian:12\nRUN seq 100000 && echo end >&2\n"));
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
