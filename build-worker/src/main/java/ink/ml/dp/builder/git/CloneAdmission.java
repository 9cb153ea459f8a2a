package ink.ml.dp.builder.git;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Gives out the memory that clones need, before they use it. */
@FunctionalInterface
public interface CloneAdmission {
  /**
   * Waits for its turn.
   *
   * @param ended whether it need not be waited for any more
   * @return empty when that is so, or the time is over
   */
  Optional<Hold> take(long bytes, Duration longest, BooleanSupplier ended)
      throws InterruptedException;

  /** Everybody at once. */
  static CloneAdmission unlimited() {
    return (_, _, _) -> Optional.of(() -> {});
  }

  /** What was taken, until it is closed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
