package ink.ml.dp.devstack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30 18:05:09 +0100 CET",
        "2026-11-30 17:05:09 +0000 UTC",
        "2026-11-30 14:05:09 -0300 -03"
      })
  void dockersTimeIsRead(String printed) {
    assertThat(Containers.instant(printed)).isEqualTo(Instant.parse("2026-11-30T17:05:09Z"));
  }
}
