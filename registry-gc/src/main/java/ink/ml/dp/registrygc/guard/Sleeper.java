package ink.ml.dp.registrygc.guard;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Sleeper {
  /** Waits; at once for zero. */
  void await(Duration duration);

  /**
   * Waits in reality.
   *
   * @throws IllegalStateException when the thread is interrupted, which ends the run
   */
  static void real(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the run was interrupted while it waited", e);
    }
  }
}
