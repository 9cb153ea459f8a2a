package ink.ml.dp.build.buildkit.filesync;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Gives times that were never given before, in nanoseconds since 1970, near the real time. */
final class MtimeClock {
  private static final AtomicLong LAST = new AtomicLong();

  private MtimeClock() {}

  static long next() {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return LAST.updateAndGet(last -> Math.max(last + 1, nanos));
  }
}
