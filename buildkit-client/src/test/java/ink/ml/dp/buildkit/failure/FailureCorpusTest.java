package ink.ml.dp.buildkit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What servers say, and what it means. {@code recorded.jsonl} is word for word, recorded by {@code
 * FailureCorpusRecording}; {@code collected.jsonl} holds what it takes other servers or bad luck to
 * hear: texts after the servers' sources and reports, which nobody recorded here.
 */
class FailureCorpusTest {
  private static final Path RESOURCES = Path.of("src/test/resources/failures");

  static Stream<RecordedFailure> rows() throws IOException {
    return Stream.concat(
            RecordedFailure.read(RESOURCES.resolve("recorded.jsonl")).stream(),
            RecordedFailure.read(RESOURCES.resolve("collected.jsonl")).stream())
        .filter(row -> !row.expected().equals("nothing"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isTakenForWhatItIs(RecordedFailure row) {
    assertThat(row.failure().getClass().getSimpleName())
        .as(row.evidence().text())
        .isEqualTo(row.expected());
    assertThat(row.failure().reason()).doesNotContainPattern("\\p{Cntrl}").isNotBlank();
  }

  @Test
  void thereAreManyRows() throws IOException {
    List<RecordedFailure> all = rows().toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(120);
  }
}
