package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.MemoryBudget.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void givesNoMoreThanThereIs() throws Exception {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int bytes = 10 + i;
        all.add(
            threads.submit(
                () -> {
                  try (Hold _ = budget.take(bytes, LONG, () -> false).orElseThrow()) {
                    most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                    Thread.sleep(5);
                    held.addAndGet(-bytes);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(most.get()).isBetween(60, 100);
  }

  @Test
  void givesAllToWhoWantsMore() throws Exception {
    Optional<Hold> all = budget.take(1_000, SHORT, () -> false);
    assertThat(all).isPresent();
    assertThat(budget.take(1, SHORT, () -> false)).isEmpty();
    all.get().close();
    all.get().close();
    assertThat(budget.take(100, SHORT, () -> false)).isPresent();
    assertThat(budget.take(1, SHORT, () -> false)).as("closed twice, given back once").isEmpty();
  }

  @Test
  void givesMoreWithoutAWaitAndLetsOthersWaitForIt() throws Exception {
    Hold first = budget.take(60, LONG, () -> false).orElseThrow();
    Hold second = budget.take(40, LONG, () -> false).orElseThrow();
    first.more(50);
    second.more(50);
    second.close();
    second.more(50);
    assertThat(budget.take(1, SHORT, () -> false)).isEmpty();
    first.close();
    assertThat(budget.take(100, SHORT, () -> false)).isPresent();
  }

  @Test
  void letsNobodyPassWhoWaitsForMuch() throws Exception {
    Hold first = budget.take(50, LONG, () -> false).orElseThrow();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Hold>> large = threads.submit(() -> budget.take(100, LONG, () -> false));
      Thread.sleep(200);
      assertThat(budget.take(10, SHORT, () -> false)).as("it came later").isEmpty();
      first.close();
      assertThat(large.get()).isPresent();
    }
  }

  @Test
  void waitsNoLongerThanItIsWaitedFor() throws Exception {
    Hold all = budget.take(100, LONG, () -> false).orElseThrow();
    assertThat(budget.take(10, LONG, () -> true)).isEmpty();
    all.close();
    assertThat(budget.take(100, SHORT, () -> false)).isPresent();
  }
}
