package ink.ml.dp.model.result;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.failure.FailureCode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServiceErrorTest {
  @Test
  void oneLongLineDoesNotPushOutWhatWasSaidBeforeIt() {
    List<String> tail = tail(List.of("FATAL: DATABASE_URL is not set", "x".repeat(9000)));

    assertThat(tail).hasSize(2).first().isEqualTo("FATAL: DATABASE_URL is not set");
    assertThat(tail.getLast()).hasSize(1000).endsWith("x…");
  }

  @Test
  void noCharacterIsCutInTwo() {
    assertThat(tail(List.of("x" + "😀".repeat(600))).getFirst())
        .matches("x(😀)+…")
        .hasSizeLessThanOrEqualTo(1000);
  }

  @Test
  void theTailStaysWithinEightKibibytes() {
    List<String> tail = tail(Collections.nCopies(50, "x".repeat(1000)));

    assertThat(String.join("\n", tail).getBytes(StandardCharsets.UTF_8).length)
        .isBetween(7000, 8 << 10);
    assertThat(tail(tail)).isEqualTo(tail);
  }

  private static List<String> tail(List<String> lines) {
    return Objects.requireNonNull(
        ServiceError.of(FailureCode.CRASH_LOOP, "it failed", lines).logTail());
  }
}
