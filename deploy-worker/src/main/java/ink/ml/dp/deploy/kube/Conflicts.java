package ink.ml.dp.deploy.kube;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What everybody does who reads an object, decides, and writes it over what was read: again, when
 * somebody else was quicker. In the shape of client-go's {@code RetryOnConflict}.
 */
public final class Conflicts {
  /** As many as forty writers of one object need, each of whom is the last. */
  static final int ATTEMPTS = 40;

  private static final long FIRST_MILLIS = 10;
  private static final long LONGEST_MILLIS = 80;

  private Conflicts() {}

  /**
   * Tries until it is done, with pauses that grow and differ, so that those who met do not meet
   * again.
   *
   * @param action what it is for, for the failure's message
   * @param attempt reads, decides and writes; empty when somebody else was quicker
   * @throws DeployException {@code KUBERNETES_UNAVAILABLE} when it is not to be had, {@code
   *     WORKER_STOPPED} when this thread is interrupted; whatever the attempt throws
   */
  public static <T> T retry(Action action, Supplier<Optional<T>> attempt) {
    for (int number = 1; number < ATTEMPTS; number++) {
      Optional<T> done = attempt.get();
      if (done.isPresent()) {
        return done.get();
      }
      pause(action, Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(number, 10)));
    }
    return attempt
        .get()
        .orElseThrow(
            () ->
                action.failed(
                    FailureCode.KUBERNETES_UNAVAILABLE,
                    "it kept changing; gave up after " + ATTEMPTS + " attempts"));
  }

  private static void pause(Action action, long mostMillis) {
    try {
      Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(mostMillis)));
    } catch (InterruptedException e) {
      throw action.interrupted(e);
    }
  }
}
