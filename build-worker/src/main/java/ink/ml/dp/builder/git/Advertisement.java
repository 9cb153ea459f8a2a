package ink.ml.dp.builder.git;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The beginning of what a git host says of itself, where its capabilities are. */
final class Advertisement {
  static final String PATH = "/info/refs";

  /** The capabilities are in the first lines of version 2, and in the first line of version 0. */
  private static final int MOST = 4096;

  private static final Pattern FILTER = Pattern.compile("[ =]filter\\b");

  private final ByteArrayOutputStream head = new ByteArrayOutputStream();

  /**
   * In version 2 Git gives every commit by its ID; before, those that say so. JGit's servers have
   * rules of their own in both, and do not use Git's words when they refuse.
   */
  boolean givesAnyCommit() {
    String said = head.toString(StandardCharsets.ISO_8859_1);
    return said.contains("version 2")
        || said.contains("allow-any-sha1-in-want")
        || said.contains("allow-reachable-sha1-in-want");
  }

  /** Whether the host can leave objects out; where it cannot tell, it is asked in vain. */
  boolean filters() {
    return FILTER.matcher(head.toString(StandardCharsets.ISO_8859_1)).find();
  }

  InputStream reading(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        if (value >= 0 && head.size() < MOST) {
          head.write(value);
        }
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
          head.write(buffer, offset, Math.max(0, Math.min(read, MOST - head.size())));
        }
        return read;
      }
    };
  }
}
