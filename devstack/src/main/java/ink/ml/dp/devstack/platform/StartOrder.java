package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.server.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Does steps at once, each as soon as those that it needs are done. */
final class StartOrder {
  private StartOrder() {}

  /**
   * Returns when every step of these parts is done, or has failed, or could not be begun.
   *
   * @param steps each after those that it needs
   * @throws IllegalArgumentException when a step needs one that is not before it
   */
  static void run(List<StartStep> steps, Set<Part> parts) {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, CompletableFuture<Void>> done = new LinkedHashMap<>();
      for (StartStep step : steps) {
        CompletableFuture<Void> ready =
            all(step.needs().stream().map(need -> of(done, step, need)));
        done.put(
            step.name(),
            parts.contains(step.part()) ? ready.thenRunAsync(step.work(), pool) : ready);
      }
      all(done.values().stream()).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static CompletableFuture<Void> of(
      Map<String, CompletableFuture<Void>> done, StartStep step, String need) {
    CompletableFuture<Void> found = done.get(need);
    if (found == null) {
      throw new IllegalArgumentException(
          "%s needs %s, which is not listed before it".formatted(step.name(), need));
    }
    return found;
  }

  private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> each) {
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
  }
}
