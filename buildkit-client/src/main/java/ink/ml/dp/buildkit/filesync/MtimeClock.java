package ink.ml.dp.buildkit.filesync;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Gives times that were never given before, in nanoseconds since 1970, near the real time. */
final class MtimeClock {
  private static final AtomicLong LAST = new AtomicLong();

  private MtimeClock() {}

  /**
   * A new time.
   *
   * @param known a time that was given, maybe by another process whose clock was ahead
   */
  static long after(long known) {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return LAST.updateAndGet(last -> Math.max(Math.max(last, known) + 1, nanos));
  }
}
