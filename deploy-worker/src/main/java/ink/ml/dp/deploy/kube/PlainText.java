package ink.ml.dp.deploy.kube;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is left of a terminal's output when it is no longer a terminal that reads it: no colours, no
 * movements of the cursor, no characters that have no shape.
 */
final class PlainText {
  /** Control sequences, titles and links, and the two-character ones (ECMA-48, 5.4 and 8.3). */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?:\\x1b\\[|\\x{9b})[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]"
              + "|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?"
              + "|\\x1b[\\x20-\\x2f]*[\\x30-\\x7e]");

  private static final Pattern SHAPELESS = Pattern.compile("[\\p{Cc}&&[^\\t]]");

  private PlainText() {}

  static List<String> lines(String output) {
    return output
        .lines()
        .map(line -> SHAPELESS.matcher(SEQUENCE.matcher(line).replaceAll("")).replaceAll(""))
        .toList();
  }
}
