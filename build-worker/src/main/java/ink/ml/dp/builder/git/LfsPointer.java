package ink.ml.dp.builder.git;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a commit for a file that Git LFS keeps.
 *
 * @param path within the checkout
 * @param oid SHA-256 of the content, 64 hexadecimal digits
 * @param size of the content in bytes
 */
record LfsPointer(String path, String oid, long size, boolean executable) {
  /** No pointer is longer, says its specification. */
  static final int LONGEST = 1024;

  private static final Pattern TEXT =
      Pattern.compile(
          "version https?://[^\\n]+\\n(?:ext-[^\\n]+\\n)*oid sha256:([0-9a-f]{64})\\nsize ([0-9]{1,15})\\n*");

  /** Empty when it is a file like any other. */
  static Optional<LfsPointer> parse(String path, byte[] content, boolean executable) {
    if (content.length > LONGEST) {
      return Optional.empty();
    }
    Matcher text = TEXT.matcher(new String(content, StandardCharsets.UTF_8).replace("\r\n", "\n"));
    return text.matches()
        ? Optional.of(
            new LfsPointer(path, text.group(1), Long.parseLong(text.group(2)), executable))
        : Optional.empty();
  }
}
