package ink.ml.dp.build.buildkit.pattern;

import ink.ml.dp.build.buildkit.pattern.Node.Assertion;
import ink.ml.dp.build.buildkit.pattern.Node.Characters;
import ink.ml.dp.build.buildkit.pattern.Node.Directories;
import ink.ml.dp.build.buildkit.pattern.Node.Times;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the expressions that {@link ExpressionWriter} can write, by the rules of Go's {@code
 * regexp/syntax}. Java's own expressions differ from Go's, and may take exponential time on
 * patterns that a tenant chose.
 */
final class ExpressionParser {
  private static final String DIRECTORIES = "(.*/)?";

  private final String pattern;
  private final String expression;
  private int at;

  private ExpressionParser(String pattern, String expression) {
    this.pattern = pattern;
    this.expression = expression;
  }

  static List<Node> parse(String pattern, String expression) {
    return new ExpressionParser(pattern, expression).sequence();
  }

  private List<Node> sequence() {
    List<Node> nodes = new ArrayList<>();
    while (at < expression.length()) {
      if (expression.startsWith(DIRECTORIES, at)) {
        at += DIRECTORIES.length();
        nodes.add(new Directories());
      } else if (peek() == '^') {
        at++;
        nodes.add(new Assertion(true));
      } else {
        nodes.add(characters());
      }
    }
    return nodes;
  }

  private Node characters() {
    CharacterSet set;
    int c = next();
    switch (c) {
      case '[' -> set = characterClass();
      case '.' -> set = CharacterSet.NO_NEWLINE;
      case '\\' -> {
        switch (peek()) {
          case 'A' -> {
            at++;
            return new Assertion(true);
          }
          case 'z' -> {
            at++;
            return new Assertion(false);
          }
          default -> set = escape();
        }
      }
      default -> set = CharacterSet.of(c);
    }
    return new Characters(set, times());
  }

  private Times times() {
    if (at >= expression.length() || expression.charAt(at) != '*') {
      return Times.ONCE;
    }
    at++;
    return Times.ANY;
  }

  private CharacterSet characterClass() {
    boolean negated = peek() == '^';
    if (negated) {
      at++;
    }
    List<CharacterSet> sets = new ArrayList<>();
    while (sets.isEmpty() || peek() != ']') {
      sets.add(element());
    }
    at++;
    CharacterSet union = CharacterSet.any(sets);
    return negated ? union.not() : union;
  }

  private CharacterSet element() {
    if (expression.startsWith("[:", at)) {
      int end = expression.indexOf(":]", at + 2);
      if (end >= 0) {
        String name = expression.substring(at + 2, end);
        at = end + 2;
        return name.startsWith("^")
            ? CharacterSet.ofPosix(name.substring(1), pattern).not()
            : CharacterSet.ofPosix(name, pattern);
      }
    }
    if (peek() == '\\'
        && at + 1 < expression.length()
        && "dDsSwW".indexOf(expression.charAt(at + 1)) >= 0) {
      at++;
      return CharacterSet.ofPerl(next(), pattern);
    }
    int low = single();
    if (at + 1 < expression.length()
        && expression.charAt(at) == '-'
        && expression.charAt(at + 1) != ']') {
      at++;
      int high = single();
      if (high < low) {
        throw new InvalidPatternException(pattern);
      }
      return CharacterSet.range(low, high);
    }
    return CharacterSet.of(low);
  }

  private CharacterSet escape() {
    return "dDsSwW".indexOf(peek()) >= 0
        ? CharacterSet.ofPerl(next(), pattern)
        : CharacterSet.of(escaped());
  }

  private int single() {
    int c = next();
    return c == '\\' ? escaped() : c;
  }

  /** What stands after a backslash, where it means a character. */
  private int escaped() {
    int c = next();
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
      // Others exist in Go (numbers, Unicode classes, word boundaries); nobody has been seen
      // to write them into an ignore file, where a backslash is meant to quote.
      default -> throw new InvalidPatternException(pattern);
    };
  }

  private int peek() {
    if (at >= expression.length()) {
      throw new InvalidPatternException(pattern);
    }
    return expression.codePointAt(at);
  }

  private int next() {
    int c = peek();
    at += Character.charCount(c);
    return c;
  }
}
