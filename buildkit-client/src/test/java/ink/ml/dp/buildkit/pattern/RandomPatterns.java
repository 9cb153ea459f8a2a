package ink.ml.dp.buildkit.pattern;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes patterns, likely and unlikely ones, and paths that they may match. */
public final class RandomPatterns {
  private static final List<String> LIKELY =
      List.of(
          "a", "b", "ab", "a.b", "*", "*.a", "**", "a*", "?", "a?b", "[ab]", "[a-c]*", "é", "..");
  private static final List<String> UNLIKELY =
      List.of(
          "a",
          "b",
          "c",
          "D",
          "/",
          "/",
          "*",
          "**",
          "?",
          "[",
          "]",
          "[^",
          "[!",
          "-",
          "^",
          "\\",
          ".",
          "$",
          "(",
          ")",
          "+",
          "|",
          "{",
          "}",
          " ",
          "é",
          "\uD83D\uDE00",
          "[:alpha:]",
          "[:^digit:]",
          "[:",
          ":]",
          "\\d",
          "\\D",
          "\\w",
          "\\S",
          "\\b",
          "\\B",
          "\\A",
          "\\z",
          "\\Q",
          "\\E",
          "\\x41",
          "\\x",
          "\\101",
          "\\1",
          "\\0",
          "\\pL",
          "\\PN",
          "\\p",
          "\\n",
          "\\C",
          "4",
          "1",
          "!",
          "\t",
          "\u00A0",
          "..",
          "a-z",
          "]-a");
  private static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "ab",
          "a.b",
          "c",
          "abc",
          "a-b",
          "D",
          "A",
          "4",
          "1",
          "é",
          "\uD83D\uDE00",
          "-",
          "^",
          "[",
          "]",
          "\\",
          "$",
          "a$",
          " a",
          "a b",
          "!a",
          ".a",
          "\n",
          "a\nb",
          "[a]",
          "(.*",
          "d",
          "z");

  private final Random random;

  public RandomPatterns(long seed) {
    random = new Random(seed);
  }

  public List<String> patterns() {
    return Stream.generate(this::pattern).limit(1 + random.nextInt(4)).toList();
  }

  List<String> paths(int count) {
    return Stream.generate(this::path).limit(count).toList();
  }

  private String pattern() {
    StringBuilder pattern = new StringBuilder(random.nextInt(4) == 0 ? "!" : "");
    if (random.nextInt(3) > 0) {
      pattern.append(some(LIKELY));
      for (int i = random.nextInt(3); i > 0; i--) {
        pattern.append('/').append(some(LIKELY));
      }
      return pattern.append(random.nextInt(6) == 0 ? "/" : "").toString();
    }
    for (int i = random.nextInt(7); i >= 0; i--) {
      pattern.append(some(UNLIKELY));
    }
    return pattern.toString();
  }

  private String path() {
    StringBuilder path = new StringBuilder(some(NAMES));
    for (int i = random.nextInt(4); i > 0; i--) {
      path.append('/').append(some(NAMES));
    }
    return path.toString();
  }

  private String some(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
