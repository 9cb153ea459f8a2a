package ink.ml.dp.build.buildkit.pattern;

import java.util.List;
import java.util.Locale;

/** A set of code points. */
@FunctionalInterface
interface CharacterSet {
  CharacterSet NO_NEWLINE = c -> c != '\n';

  boolean contains(int c);

  static CharacterSet of(int only) {
    return c -> c == only;
  }

  static CharacterSet range(int low, int high) {
    return c -> low <= c && c <= high;
  }

  static CharacterSet any(List<CharacterSet> sets) {
    List<CharacterSet> all = List.copyOf(sets);
    return c -> all.stream().anyMatch(set -> set.contains(c));
  }

  default CharacterSet not() {
    return c -> !contains(c);
  }

  /** {@code \d}, {@code \s}, {@code \w} and their opposites, of ASCII as Go has it; else null. */
  static CharacterSet ofPerl(int letter, String pattern) {
    CharacterSet set =
        switch (Character.toLowerCase(letter)) {
          case 'd' -> range('0', '9');
          case 's' -> c -> c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
          case 'w' -> CharacterSet::word;
          default -> throw new InvalidPatternException(pattern);
        };
    return Character.isUpperCase(letter) ? set.not() : set;
  }

  /** A class such as {@code alpha} in {@code [:alpha:]}, of ASCII. */
  static CharacterSet ofPosix(String name, String pattern) {
    return switch (name.toLowerCase(Locale.ROOT).equals(name) ? name : "") {
      case "alnum" -> c -> c != '_' && word(c);
      case "alpha" -> c -> c > '9' && c != '_' && word(c);
      case "ascii" -> range(0, 0x7f);
      case "blank" -> c -> c == '\t' || c == ' ';
      case "cntrl" -> c -> c < ' ' || c == 0x7f;
      case "digit" -> range('0', '9');
      case "graph" -> range('!', '~');
      case "lower" -> range('a', 'z');
      case "print" -> range(' ', '~');
      case "punct" -> c -> '!' <= c && c <= '~' && (c == '_' || !word(c));
      case "space" -> c -> ('\t' <= c && c <= '\r') || c == ' ';
      case "upper" -> range('A', 'Z');
      case "word" -> CharacterSet::word;
      case "xdigit" -> c -> c < 0x80 && Character.digit(c, 16) >= 0;
      default -> throw new InvalidPatternException(pattern);
    };
  }

  private static boolean word(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
  }
}
