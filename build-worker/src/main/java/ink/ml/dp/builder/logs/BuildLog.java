package ink.ml.dp.builder.logs;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.runtime.redact.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens in a build: {@code #<step> <text>}, redacted, and of each step no more than
 * the limit. Used by one thread at a time.
 */
public final class BuildLog implements BuildListener, AutoCloseable {
  private final Map<Integer, StepLog> steps = new HashMap<>();
  private final LogTail all = new LogTail();
  private final LogFile file;
  private final LogLimits limits;
  private final Secrets own;
  private final UnaryOperator<String> platform;
  private volatile String current = "";
  private @Nullable StepLog failed;

  /**
   * @param own what of the build's nobody must see
   * @param platform hides what is the platform's
   */
  BuildLog(LogFile file, LogLimits limits, Secrets own, UnaryOperator<String> platform) {
    this.file = file;
    this.limits = limits;
    this.own = own;
    this.platform = platform;
  }

  /** A text about this build as its owner may see it. */
  public String redacted(String text) {
    return platform.apply(own.redact(text));
  }

  /** A line of the platform's own, such as which commit is built. */
  public synchronized void note(String text) {
    write(text);
  }

  @Override
  public synchronized void on(BuildEvent event) {
    StepLog step =
        steps.computeIfAbsent(event.step().number(), _ -> new StepLog(event.step(), own.stream()));
    switch (event) {
      case BuildEvent.StepStarted started -> start(step, started);
      case BuildEvent.LogLine line -> output(step, line);
      case BuildEvent.Warning warning ->
          write(prefix(warning.step()) + "WARNING: " + warning.text());
      case BuildEvent.StepCompleted completed -> end(step, completed);
    }
  }

  /** What runs, for the progress. */
  public String currentStep() {
    return current;
  }

  /** How much was written, by all attempts. */
  public long cursor() {
    return file.size();
  }

  /**
   * The last lines of the step that failed, or of the whole log when none did: at most 50, and 8
   * KiB.
   */
  public synchronized List<String> tail() {
    steps.values().forEach(this::flush);
    return failed != null && !failed.tail.lines().isEmpty() ? failed.tail.lines() : all.lines();
  }

  @Override
  public synchronized void close() {
    steps.values().forEach(this::flush);
    file.close();
  }

  private void start(StepLog log, BuildEvent.StepStarted event) {
    log.started = event.at();
    if (!log.named) {
      log.named = true;
      write(prefix(event.step()) + event.step().name());
    }
    if (!event.step().auxiliary()) {
      current = redacted(event.step().name());
    }
  }

  private void output(StepLog log, BuildEvent.LogLine event) {
    log.stream.add(event.text()).forEach(line -> line(log, platform.apply(line)));
  }

  /** A line whose end may be the beginning of a secret has waited for what follows. */
  private void flush(StepLog log) {
    log.stream.end().forEach(line -> line(log, platform.apply(line)));
  }

  private void line(StepLog log, String text) {
    log.tail.add(text);
    if (log.full) {
      return;
    }
    log.bytes += text.getBytes(StandardCharsets.UTF_8).length + 1L;
    if (log.bytes > limits.stepBytes()) {
      log.full = true;
      write(
          prefix(log.step)
              + "[this step wrote more than "
              + limits.stepBytes()
              + " bytes; the rest is left out]");
      return;
    }
    all.add(text);
    file.write(prefix(log.step) + text);
  }

  private void end(StepLog log, BuildEvent.StepCompleted event) {
    flush(log);
    String text;
    if (event.error().isPresent()) {
      text = "ERROR: " + event.error().get();
      if (!event.error().get().contains("context canceled")) {
        failed = log;
      }
    } else if (event.cached()) {
      text = "CACHED";
    } else {
      text = "DONE " + seconds(log.started, event.at());
    }
    text.lines().forEach(line -> write(prefix(event.step()) + line));
  }

  private void write(String text) {
    String line = redacted(text);
    all.add(line);
    file.write(line);
  }

  private static String seconds(@Nullable Instant from, Instant to) {
    long millis = from == null ? 0 : Math.max(0, Duration.between(from, to).toMillis());
    return millis / 1000 + "." + millis % 1000 / 100 + "s";
  }

  private static String prefix(BuildStep step) {
    return "#" + step.number() + " ";
  }

  private static final class StepLog {
    private final BuildStep step;
    private final Secrets.Stream stream;
    private final LogTail tail = new LogTail();
    private @Nullable Instant started;
    private boolean named;
    private boolean full;
    private long bytes;

    StepLog(BuildStep step, Secrets.Stream stream) {
      this.step = step;
      this.stream = stream;
    }
  }
}
