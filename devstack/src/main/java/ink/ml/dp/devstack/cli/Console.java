package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.instance.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress for people: one line each on standard error, with the seconds since the start. */
final class Console implements Progress {
  private final PrintStream err;
  private final long started = System.nanoTime();

  Console() {
    this(System.err);
  }

  Console(PrintStream err) {
    this.err = err;
  }

  @Override
  public synchronized void say(String line) {
    err.printf(Locale.ROOT, "%6.1f s  %s%n", elapsed().toMillis() / 1000.0, line);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
