package ink.ml.dp.buildkit.pattern;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in an expression that is being read. */
final class Cursor {
  private final String pattern;
  private final String expression;
  private int at;

  /**
   * @param pattern for messages: what the expression was made of
   */
  Cursor(String pattern, String expression) {
    this.pattern = pattern;
    this.expression = expression;
  }

  boolean done() {
    return at >= expression.length();
  }

  /** Whether a text is next, which is not taken. */
  boolean sees(String text) {
    return expression.startsWith(text, at);
  }

  /** Takes a text if it is next. */
  boolean takes(String text) {
    boolean found = sees(text);
    at += found ? text.length() : 0;
    return found;
  }

  /** Whether the next character is one of these, which is not taken. */
  boolean seesOneOf(String characters) {
    return !done() && characters.indexOf(expression.charAt(at)) >= 0;
  }

  /** The next character, which is not taken. */
  int peek() {
    if (done()) {
      throw invalid();
    }
    return expression.codePointAt(at);
  }

  /** Takes a regular expression if it is next. */
  Optional<MatchResult> takes(Pattern wanted) {
    Matcher matcher = wanted.matcher(expression).region(at, expression.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(matcher.toMatchResult());
  }

  int next() {
    int c = peek();
    at += Character.charCount(c);
    return c;
  }

  /** What is left up to a text, which is taken too; all of it when that does not come. */
  String until(String text) {
    int found = expression.indexOf(text, at);
    String before = expression.substring(at, found < 0 ? expression.length() : found);
    at = found < 0 ? expression.length() : found + text.length();
    return before;
  }

  /** Whether something between the two is next; nothing is taken. */
  boolean seesBetween(String open, String close) {
    return sees(open) && expression.indexOf(close, at + open.length()) >= 0;
  }

  InvalidPatternException invalid() {
    return new InvalidPatternException(pattern);
  }
}
