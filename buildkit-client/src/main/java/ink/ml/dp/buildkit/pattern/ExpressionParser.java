package ink.ml.dp.buildkit.pattern;

import ink.ml.dp.buildkit.pattern.Node.Assertion;
import ink.ml.dp.buildkit.pattern.Node.Characters;
import ink.ml.dp.buildkit.pattern.Node.Directories;
import ink.ml.dp.buildkit.pattern.Node.Times;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads the expressions that {@link ExpressionWriter} can write, by the rules of Go's {@code
 * regexp/syntax}. Java's own expressions differ from Go's, and may take exponential time on
 * patterns that a tenant chose.
 */
final class ExpressionParser {
  private static final String DIRECTORIES = "(.*/)?";

  /** {@code {2}}, {@code {2,}} or {@code {2,3}}, without leading zeros. */
  private static final Pattern TIMES = Pattern.compile("\\{(0|[1-9][0-9]*)(,(|0|[1-9][0-9]*))?\\}");

  /** Go's own limit. */
  private static final int MOST_TIMES = 1000;

  private static final int MORE = Integer.MAX_VALUE;

  /** Against patterns that only mean to be expensive; Go too has a limit, by memory. */
  private static final int MOST_NODES = 20_000;

  private final Cursor in;

  private ExpressionParser(Cursor in) {
    this.in = in;
  }

  /**
   * The alternatives, as nodes that match whole texts.
   *
   * @param pattern for messages
   * @throws InvalidPatternException when Go would not take the expression
   */
  static List<List<Node>> parse(String pattern, String expression) {
    ExpressionParser parser = new ExpressionParser(new Cursor(pattern, expression));
    List<List<Node>> alternatives = new ArrayList<>();
    do {
      alternatives.add(anywhere(parser.sequence()));
    } while (parser.in.takes("|"));
    return alternatives;
  }

  /** Only what says so is bound to the start or to the end. */
  private static List<Node> anywhere(List<Node> sequence) {
    List<Node> nodes = new ArrayList<>(sequence);
    if (nodes.isEmpty() || nodes.getFirst() != Assertion.START) {
      nodes.addFirst(Characters.REST);
    }
    if (nodes.getLast() != Assertion.END) {
      nodes.add(Characters.REST);
    }
    return nodes;
  }

  private List<Node> sequence() {
    List<Node> nodes = new ArrayList<>();
    boolean repeated = false;
    while (!in.done() && !in.sees("|")) {
      Optional<MatchResult> times = in.takes(TIMES);
      if (times.isPresent()) {
        if (nodes.isEmpty() || repeated) {
          throw in.invalid();
        }
        repeat(nodes, times.get());
        repeated = true;
      } else if (in.takes(DIRECTORIES)) {
        nodes.add(new Directories());
        repeated = true;
      } else if (in.takes("\\Q")) {
        in.until("\\E").codePoints().mapToObj(ExpressionParser::once).forEach(nodes::add);
      } else {
        Node node = assertion().orElseGet(this::characters);
        nodes.add(node);
        repeated = node instanceof Characters(var _, Times number) && number == Times.ANY;
      }
    }
    return nodes;
  }

  /** Puts the last node as often as is said in its place. */
  private void repeat(List<Node> nodes, MatchResult times) {
    int least = number(times.group(1));
    int most =
        times.group(2) == null ? least : times.group(3).isEmpty() ? MORE : number(times.group(3));
    if (most < least || nodes.size() + least > MOST_NODES) {
      throw in.invalid();
    }
    Node last = nodes.removeLast();
    for (int i = 0; i < least; i++) {
      nodes.add(last);
    }
    if (last instanceof Characters(CharacterSet set, Times _)) {
      int optional = most == MORE ? 1 : most - least;
      Times each = most == MORE ? Times.ANY : Times.AT_MOST_ONCE;
      nodes.addAll(Collections.nCopies(optional, new Characters(set, each)));
    }
  }

  private int number(String digits) {
    int number = digits.length() > 4 ? MORE : Integer.parseInt(digits);
    if (number > MOST_TIMES) {
      throw in.invalid();
    }
    return number;
  }

  private Optional<Node> assertion() {
    if (in.takes("^") || in.takes("\\A")) {
      return Optional.of(Assertion.START);
    } else if (in.takes("$") || in.takes("\\z")) {
      return Optional.of(Assertion.END);
    } else if (in.takes("\\b")) {
      return Optional.of(Assertion.WORD_BOUNDARY);
    } else if (in.takes("\\B")) {
      return Optional.of(Assertion.NO_WORD_BOUNDARY);
    }
    return Optional.empty();
  }

  private static Node once(int c) {
    return new Characters(CharacterSet.of(c), Times.ONCE);
  }

  private Node characters() {
    int c = in.next();
    CharacterSet set =
        switch (c) {
          case '[' -> characterClass();
          case '.' -> CharacterSet.NO_NEWLINE;
          case '\\' -> Escapes.set(in).orElseGet(() -> CharacterSet.of(Escapes.character(in)));
          default -> CharacterSet.of(c);
        };
    return new Characters(set, in.takes("*") ? Times.ANY : Times.ONCE);
  }

  private CharacterSet characterClass() {
    boolean negated = in.takes("^");
    List<CharacterSet> sets = new ArrayList<>();
    while (sets.isEmpty() || in.peek() != ']') {
      sets.add(element());
    }
    in.next();
    CharacterSet union = CharacterSet.any(sets);
    return negated ? union.not() : union;
  }

  private CharacterSet element() {
    if (in.seesBetween("[:", ":]")) {
      in.takes("[:");
      boolean negated = in.takes("^");
      CharacterSet set = CharacterSet.ofPosix(in.until(":]")).orElseThrow(in::invalid);
      return negated ? set.not() : set;
    }
    if (in.takes("\\")) {
      Optional<CharacterSet> set = Escapes.set(in);
      return set.isPresent() ? set.get() : range(Escapes.character(in));
    }
    return range(in.next());
  }

  private CharacterSet range(int low) {
    if (!in.sees("-") || in.sees("-]")) {
      return CharacterSet.of(low);
    }
    in.next();
    int high = in.takes("\\") ? Escapes.character(in) : in.next();
    if (high < low) {
      throw in.invalid();
    }
    return CharacterSet.range(low, high);
  }
}
