package ink.ml.dp.devstack.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark found of one thing.
 *
 * @param benchmark whose figure it is
 * @param name of the figure
 * @param ours how long ours took
 * @param peer how long the other one took, in the same run
 */
public record Figure(String benchmark, String name, Duration ours, Duration peer) {

  /** The figure of several rounds: each side's median. */
  static Figure median(String benchmark, String name, List<Duration> ours, List<Duration> peer) {
    return new Figure(benchmark, name, median(ours), median(peer));
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /** The line that is printed: seconds, and ours in parts of the peer's; lower is better. */
  public String line() {
    double a = seconds(ours);
    double b = seconds(peer);
    return String.format(
        Locale.ROOT,
        "bench %s figure=%s ours=%.3f peer=%.3f ratio=%.2f",
        benchmark,
        name,
        a,
        b,
        a / b);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
