package ink.ml.dp.buildkit.pattern;

import java.util.List;
import java.util.Optional;

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
    if (sets.size() == 1) {
      return sets.getFirst();
    }
    CharacterSet[] all = sets.toArray(CharacterSet[]::new);
    return c -> {
      for (CharacterSet set : all) {
        if (set.contains(c)) {
          return true;
        }
      }
      return false;
    };
  }

  default CharacterSet not() {
    return c -> !contains(c);
  }

  /** {@code \d}, {@code \s}, {@code \w} and, by upper case, their opposites: of ASCII, as in Go. */
  static CharacterSet ofPerl(int letter) {
    CharacterSet set =
        switch (Character.toLowerCase(letter)) {
          case 'd' -> range('0', '9');
          case 's' -> c -> c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
          default -> CharacterSet::word;
        };
    return Character.isUpperCase(letter) ? set.not() : set;
  }

  /** A class such as {@code alpha} in {@code [:alpha:]}, of ASCII. */
  static Optional<CharacterSet> ofPosix(String name) {
    CharacterSet set =
        switch (name) {
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
          default -> null;
        };
    return Optional.ofNullable(set);
  }

  /** A general category of Unicode by its letter, such as {@code L} in {@code \pL}. */
  static Optional<CharacterSet> ofCategory(int name) {
    int letter = Character.toUpperCase(name);
    return "CLMNPSZ".indexOf(letter) < 0
        ? Optional.empty()
        : Optional.of(c -> category(Character.getType(c)) == letter);
  }

  private static char category(int type) {
    return switch (type) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          'L';
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          'M';
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> 'N';
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          'Z';
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          'S';
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          'C';
      default -> 'P';
    };
  }

  /** Whether it is a letter, a digit or an underscore of ASCII. */
  static boolean word(int c) {
    return 0 <= c && c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
  }
}
