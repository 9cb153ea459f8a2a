package ink.ml.dp.builder.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of something: at most 50 of them, and 8 KiB. */
final class LogTail {
  private static final int LINES = 50;
  private static final int BYTES = 8 << 10;
  private static final int LONGEST_LINE = 1 << 10;

  private final Deque<String> lines = new ArrayDeque<>();
  private int bytes;

  void add(String line) {
    String kept = line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    lines.addLast(kept);
    bytes += size(kept);
    while (lines.size() > LINES || bytes > BYTES) {
      bytes -= size(lines.removeFirst());
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private static int size(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
