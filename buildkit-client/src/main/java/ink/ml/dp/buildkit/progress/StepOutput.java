package ink.ml.dp.buildkit.progress;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildStep;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What one step writes, on both of its streams. */
final class StepOutput {
  /** The daemon clips at 2 MiB a stream and repeats the last 256 KiB when a step fails. */
  static final int MAX_BYTES = 5 * 1024 * 1024;

  static final int TAIL_LINES = 50;

  private final BuildListener listener;
  private final LineAssembler standard = new LineAssembler(text -> line(false, text));
  private final LineAssembler error = new LineAssembler(text -> line(true, text));
  private final Deque<String> tail = new ArrayDeque<>(TAIL_LINES);
  private BuildStep step;
  private Instant at = Instant.EPOCH;
  private long bytes;
  private boolean clipped;

  StepOutput(BuildStep step, BuildListener listener) {
    this.step = step;
    this.listener = listener;
  }

  void rename(BuildStep renamed) {
    step = renamed;
  }

  void append(boolean errorStream, Instant time, byte[] chunk) {
    at = time;
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) {
      (errorStream ? error : standard).append(chunk);
    } else if (!clipped) {
      clipped = true;
      flush();
      line(true, "[the step wrote more than 5 MiB; the rest is left out]");
    }
  }

  void flush() {
    standard.flush();
    error.flush();
  }

  /** The last lines, oldest first. */
  List<String> tail() {
    return List.copyOf(tail);
  }

  private void line(boolean errorStream, String text) {
    if (tail.size() == TAIL_LINES) {
      tail.removeFirst();
    }
    tail.addLast(text);
    listener.on(new BuildEvent.LogLine(step, at, errorStream, text));
  }
}
