package ink.ml.dp.builder.git;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/**
 * How a file of the commit is written out, as Git's attributes {@code text}, {@code eol}, {@code
 * working-tree-encoding} and {@code filter} say.
 *
 * @param lfs whether Git LFS keeps it
 * @param crlf whether its lines end in CR LF
 * @param ifText only where it looks like text, and has no CR yet
 * @param encoding its name for Git; empty for the commit's own bytes
 */
record FileForm(boolean lfs, boolean crlf, boolean ifText, String encoding) {
  static final FileForm AS_IT_IS = new FileForm(false, false, false, "");

  boolean converts() {
    return crlf || !encoding.isEmpty();
  }

  /**
   * @throws HostileTreeException when the encoding is unknown
   */
  byte[] apply(byte[] content, String path) throws HostileTreeException {
    byte[] lines =
        crlf && (!ifText || isPlainText(content)) ? withCarriageReturns(content) : content;
    return encoding.isEmpty() ? lines : encode(lines, path);
  }

  private static boolean isPlainText(byte[] content) {
    for (byte b : content) {
      if (b == 0 || b == '\r') {
        return false;
      }
    }
    return true;
  }

  private static byte[] withCarriageReturns(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + content.length / 16);
    byte last = 0;
    for (byte b : content) {
      if (b == '\n' && last != '\r') {
        out.write('\r');
      }
      out.write(b);
      last = b;
    }
    return out.toByteArray();
  }

  private byte[] encode(byte[] content, String path) throws HostileTreeException {
    String name = encoding.toUpperCase(Locale.ROOT);
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      return switch (name) {
        // With a mark, and in the order that Git's own converter writes on the machines we run on.
        case "UTF-16", "UTF-16LE-BOM" -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
        case "UTF-32" -> ("\ufeff" + text).getBytes(Charset.forName("UTF-32LE"));
        default -> text.getBytes(Charset.forName(name));
      };
    } catch (UnsupportedCharsetException | IllegalCharsetNameException _) {
      throw HostileTreeException.invalid(path, "has a working-tree-encoding that is not known");
    }
  }
}
