package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.PlatformException;
import java.time.Duration;

/** Waits a moment between two looks. */
final class Pause {
  private Pause() {}

  static void of(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while waiting for the cluster", "try again", e);
    }
  }
}
