package ink.ml.dp.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must become true. */
final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long SHORTEST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 500;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    value(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** The first value that the probe finds. */
  static <T> T value(String what, Supplier<Optional<T>> probe) {
    Instant start = Instant.now();
    Duration waited = Duration.ZERO;
    while (waited.compareTo(LIMIT) < 0) {
      Optional<T> found = probe.get();
      if (found.isPresent()) {
        return found.get();
      }
      waited = Duration.between(start, Instant.now());
      pause(waited);
    }
    throw new AssertionError("waited in vain for " + LIMIT + " until " + what);
  }

  /**
   * A tenth of what was waited so far: many a probe is a process in a container, and takes the
   * processor from what it waits for.
   */
  static void pause(Duration waited) {
    try {
      Thread.sleep(Math.clamp(waited.toMillis() / 10, SHORTEST_PAUSE, LONGEST_PAUSE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
