package ink.ml.dp.buildkit.progress;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of chunks that end anywhere, even within a character. A line that is overwritten on a
 * terminal by a carriage return is only kept as it was left.
 */
final class LineAssembler {
  /** Longer lines come in parts. */
  static final int MAX_LINE = 16 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> sink;
  private boolean returned;

  LineAssembler(Consumer<String> sink) {
    this.sink = sink;
  }

  void append(byte[] chunk) {
    for (byte b : chunk) {
      append(b);
    }
  }

  private void append(byte b) {
    if (b == '\n') {
      emit();
      return;
    }
    if (returned) {
      line.reset();
      returned = false;
    }
    if (b == '\r') {
      returned = true;
      return;
    }
    boolean startsCharacter = (b & 0xC0) != 0x80;
    // A few bytes more, so that a character is not cut.
    if (line.size() >= MAX_LINE && (startsCharacter || line.size() >= MAX_LINE + 3)) {
      emit();
    }
    line.write(b);
  }

  private void emit() {
    sink.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
    returned = false;
  }

  /** Gives what is left of a line without an end. */
  void flush() {
    if (line.size() > 0) {
      emit();
    }
  }
}
