package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.SourceLocation;
import ink.ml.dp.buildkit.failure.RecordedFailure;
import ink.ml.dp.buildkit.failure.RecordedFailure.Told;
import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What daemons and registries said, and what is told of it: code, blame and line. */
class BuildCorpusTest {
  private static final Path CORPUS =
      Path.of("../buildkit-client/src/test/resources/failures").normalize();
  private static final Path GIT = Path.of("src/test/resources/failures/git.jsonl");

  private static List<RecordedFailure> rows() throws IOException {
    List<RecordedFailure> rows = new ArrayList<>();
    rows.addAll(RecordedFailure.read(CORPUS.resolve("recorded.jsonl")));
    rows.addAll(RecordedFailure.read(CORPUS.resolve("collected.jsonl")));
    return rows.stream().filter(row -> !row.expected().equals("nothing")).toList();
  }

  @Test
  void everyFailureIsToldAsWhatItIs() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (RecordedFailure row : rows()) {
      Told told = told(row.failure());
      if (!told.equals(row.told())) {
        wrong.add(
            "%s: expected %s, but %s of: %s"
                .formatted(row.from(), row.told(), told, row.evidence().text()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void thereAreManyOfEveryKind() throws IOException {
    assertThat(rows()).hasSizeGreaterThanOrEqualTo(120);
    try (Stream<String> git = Files.lines(GIT)) {
      assertThat(git).hasSizeGreaterThanOrEqualTo(60);
    }
  }

  private static Told told(BuildFailure failure) {
    FailureCode code = BuildFailures.code(failure);
    return new Told(code.wire(), code.blame().wire(), location(failure).orElse(""));
  }

  private static Optional<String> location(BuildFailure failure) {
    Optional<SourceLocation> location =
        switch (failure) {
          case BuildFailure.StepFailed step -> step.location();
          case BuildFailure.DockerfileInvalid invalid -> invalid.location();
          case BuildFailure.SecretMissing secret -> secret.location();
          case BuildFailure.BaseImageMissing missing -> missing.location();
          default -> Optional.empty();
        };
    return location.map(
        at ->
            at.firstLine() == at.lastLine()
                ? String.valueOf(at.firstLine())
                : at.firstLine() + "-" + at.lastLine());
  }
}
