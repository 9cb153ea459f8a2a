package ink.ml.dp.deploy.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RolloutClockTest {
  private static final Instant NOW = Instant.parse("2026-11-30T05:00:00Z");

  @Test
  void goesOnWhereTheAttemptBeforeEnded() {
    RolloutClock first = RolloutClock.since("", NOW);
    assertThat(first.begun()).isEqualTo(NOW);

    RolloutClock second = RolloutClock.since(first.heartbeat("waiting for it"), NOW.plusSeconds(9));
    assertThat(second).isEqualTo(first);
  }

  /** As workers said it before. */
  @Test
  void heartbeatWithoutATimeBeginsAnew() {
    assertThat(RolloutClock.since("waiting for the URL to answer", NOW).begun()).isEqualTo(NOW);
  }
}
