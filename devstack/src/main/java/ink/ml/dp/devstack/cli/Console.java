package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.instance.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Progress for people on standard error, with the seconds since the start: one line each, or on a
 * terminal one line that is written over for what goes by quickly.
 */
final class Console implements Progress {
  /** As wide as every terminal is, so that a line that is written over never wraps. */
  private static final int WIDTH = 79;

  private final PrintStream err;
  private final boolean terminal;
  private final long started = System.nanoTime();

  Console() {
    this(System.err, Boolean.getBoolean("devstack.terminal"));
  }

  Console(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void say(String line) {
    err.println(wiped() + timed(line));
  }

  @Override
  public synchronized void step(String line) {
    if (terminal) {
      now(line);
    } else {
      say(line);
    }
  }

  @Override
  public synchronized void now(String line) {
    if (terminal) {
      String timed = timed(line);
      err.print(wiped() + timed.substring(0, Math.min(timed.length(), WIDTH)));
      err.flush();
    }
  }

  private String timed(String line) {
    return String.format(Locale.ROOT, "%6.1f s  %s", elapsed().toMillis() / 1000.0, line);
  }

  private String wiped() {
    return terminal ? "\r\u001b[K" : "";
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
