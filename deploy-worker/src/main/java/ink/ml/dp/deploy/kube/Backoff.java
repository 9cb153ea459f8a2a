package ink.ml.dp.deploy.kube;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What those who lost a race for an object do before they read it again. */
public final class Backoff {
  private static final long LONGEST_MILLIS = 50;

  private Backoff() {}

  /**
   * Waits a moment, of another length each time, so that those who met do not meet again.
   *
   * @throws DeployException {@code KUBERNETES_UNAVAILABLE} when the worker is being stopped
   */
  public static void beforeAnotherTry(String tried) {
    try {
      Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(LONGEST_MILLIS)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeployException(
          FailureCode.KUBERNETES_UNAVAILABLE, tried, "the worker is being stopped", e);
    }
  }
}
