package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.metrics.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each phase takes; a phase may be entered several times. */
final class Stopwatch {
  private final Map<Phase, Duration> durations = new EnumMap<>(Phase.class);

  <T> T time(Phase phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      durations.merge(phase, Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    }
  }

  void time(Phase phase, Runnable work) {
    time(
        phase,
        () -> {
          work.run();
          return phase;
        });
  }

  Map<Phase, Duration> durations() {
    return Map.copyOf(durations);
  }
}
