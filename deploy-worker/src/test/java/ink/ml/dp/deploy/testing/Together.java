package ink.ml.dp.deploy.testing;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Does things at once. */
public final class Together {
  private Together() {}

  /**
   * Runs all of them at the same moment, each with its own number from 0.
   *
   * @return what became of each: empty when it went well, else the code of its failure
   */
  public static List<Optional<FailureCode>> race(int runners, IntConsumer work) {
    CountDownLatch ready = new CountDownLatch(runners);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<FailureCode>>> running = new ArrayList<>();
      for (int i = 0; i < runners; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  try {
                    work.accept(number);
                    return Optional.empty();
                  } catch (DeployException e) {
                    return Optional.of(e.code());
                  }
                }));
      }
      List<Optional<FailureCode>> ends = new ArrayList<>();
      for (Future<Optional<FailureCode>> one : running) {
        ends.add(one.get());
      }
      return ends;
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
