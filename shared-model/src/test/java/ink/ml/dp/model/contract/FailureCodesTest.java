package ink.ml.dp.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Callers match on codes: they are only ever added, at the end of the golden list, and never change
 * whose fault they are.
 */
class FailureCodesTest {
  private static final Path DOCUMENT = Path.of("../docs/failures.md");

  @Test
  void everyCodeThatWasEverPublishedIsStillThere() throws IOException {
    List<String> published = Files.readAllLines(Path.of("src/test/resources/failure-codes.txt"));
    List<String> now =
        Arrays.stream(FailureCode.values())
            .map(c -> c.wire() + " " + c.blame().wire() + (c.retryable() ? " retryable" : ""))
            .toList();
    assertThat(now).containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void theDocumentListsEveryCode() throws IOException {
    String table =
        Arrays.stream(FailureCode.values())
            .map(c -> "| `%s` | %s | %s |".formatted(c.wire(), c.blame().wire(), c.hint()))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(DOCUMENT)).contains(table);
  }

  @Test
  void anUnknownCodeIsReadAsUnknown() {
    assertThat(FailureCode.fromWire("OF_NEXT_YEAR")).isEqualTo(FailureCode.UNKNOWN);
    assertThat(FailureCode.fromWire("CRASH_LOOP")).isEqualTo(FailureCode.CRASH_LOOP);
  }
}
