package ink.ml.dp.deploy.release;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several requests to the cluster side by side, each of which waits most of its time. */
final class Parallel {
  private Parallel() {}

  /**
   * Runs all of them to their ends, also when one fails, so that nothing is written after the
   * answer; then throws the first failure there was, in their order.
   */
  static void run(List<Runnable> tasks) {
    List<Future<?>> all;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all = tasks.stream().<Future<?>>map(threads::submit).toList();
    }
    for (Future<?> one : all) {
      if (one.state() != Future.State.SUCCESS) {
        throw failure(one);
      }
    }
  }

  private static RuntimeException failure(Future<?> task) {
    Throwable failure = task.exceptionNow();
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
