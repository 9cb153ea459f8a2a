package ink.ml.dp.buildkit.pattern;

import java.util.Optional;

/**
 * What may stand after a backslash, by the rules of Go's {@code regexp/syntax}. A backslash in an
 * ignore file is mostly meant as a separator, so all of these are met: {@code bin\Debug} means a
 * {@code bin}, something that is no digit, and {@code ebug}.
 */
final class Escapes {
  private static final String OCTAL = "01234567";

  private Escapes() {}

  /** A set such as {@code \d} or {@code \pL}; nothing is taken when there is none. */
  static Optional<CharacterSet> set(Cursor in) {
    if (in.seesOneOf("dDsSwW")) {
      return Optional.of(CharacterSet.ofPerl(in.next()));
    }
    if (!in.seesOneOf("pP")) {
      return Optional.empty();
    }
    boolean negated = in.next() == 'P';
    boolean braces = in.takes("{");
    negated ^= braces && in.takes("^");
    CharacterSet set = CharacterSet.ofCategory(in.next()).orElseThrow(in::invalid);
    if (braces && !in.takes("}")) {
      // The name of a script, or of a part of a category; nobody has been seen to use them here.
      throw in.invalid();
    }
    return Optional.of(negated ? set.not() : set);
  }

  /** A single character. */
  static int character(Cursor in) {
    int c = in.next();
    if (c < 0x80 && !Character.isLetterOrDigit(c)) {
      return c;
    }
    return switch (c) {
      case 'a' -> 0x07;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      case 'x' -> in.takes("{") ? hexadecimals(in) : 16 * hexadecimal(in) + hexadecimal(in);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0', in);
      default -> throw in.invalid();
    };
  }

  private static int hexadecimals(Cursor in) {
    int value = hexadecimal(in);
    while (!in.takes("}")) {
      value = 16 * value + hexadecimal(in);
      if (value > Character.MAX_CODE_POINT) {
        throw in.invalid();
      }
    }
    return value;
  }

  private static int hexadecimal(Cursor in) {
    int c = in.next();
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw in.invalid();
    }
    return digit;
  }

  /** Up to three digits; one alone that is not zero would refer to a group. */
  private static int octal(int first, Cursor in) {
    if (first != 0 && !in.seesOneOf(OCTAL)) {
      throw in.invalid();
    }
    int value = first;
    for (int i = 0; i < 2 && in.seesOneOf(OCTAL); i++) {
      value = 8 * value + in.next() - '0';
    }
    return value;
  }
}
