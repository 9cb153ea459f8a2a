package ink.ml.dp.buildkit.pattern;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pattern of a list. For one thread at a time.
 *
 * @see PathMatcher
 */
public final class PathPattern {
  /** What may stand for something else in a pattern. */
  private static final String SPECIAL = "*[]?^\\";

  private final boolean negated;
  private final String cleaned;
  private final ExpressionWriter.Kind kind;
  private final String expression;
  private @Nullable List<Automaton> alternatives;

  private PathPattern(boolean negated, String cleaned) {
    this.negated = negated;
    this.cleaned = cleaned;
    // The original asks this only to see whether the pattern is well-formed, and so do we.
    Glob.matches(cleaned, ".");
    ExpressionWriter writer = new ExpressionWriter(cleaned);
    kind = writer.kind();
    expression = writer.expression();
  }

  /** The pattern, or nothing for a blank line. */
  static Optional<PathPattern> parse(String line) {
    String trimmed = trim(line);
    if (trimmed.isEmpty()) {
      return Optional.empty();
    }
    String cleaned = CleanPath.clean(trimmed);
    if (!cleaned.startsWith("!")) {
      return Optional.of(new PathPattern(false, cleaned));
    }
    if (cleaned.length() == 1) {
      throw new InvalidPatternException(cleaned);
    }
    return Optional.of(new PathPattern(true, cleaned.substring(1)));
  }

  /** Whether it takes back what earlier patterns matched. */
  public boolean negated() {
    return negated;
  }

  /**
   * Whether it matches a path by itself, not by a directory of it.
   *
   * @throws InvalidPatternException when it has no meaning after all, which the original too only
   *     finds out when the pattern is first needed
   */
  boolean matches(String path, PatternBudget budget) {
    return switch (kind) {
      case EXACT -> path.equals(cleaned);
      case PREFIX -> path.startsWith(cleaned.substring(0, cleaned.length() - 2));
      case SUFFIX -> {
        String suffix = cleaned.substring(2);
        yield path.endsWith(suffix) || (suffix.startsWith("/") && path.equals(suffix.substring(1)));
      }
      case EXPRESSION -> alternatives().stream().anyMatch(a -> a.matches(path, budget));
    };
  }

  private List<Automaton> alternatives() {
    if (alternatives == null) {
      alternatives =
          ExpressionParser.parse(cleaned, expression).stream().map(Automaton::new).toList();
    }
    return alternatives;
  }

  /** Whether, but for a star at its end, it names one path. */
  public boolean namesOnePath() {
    return withoutTrailingStar().chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  /** Whether a pattern that names one path names something in the directory, or that itself. */
  public boolean reachesInto(String directory) {
    return (withoutTrailingStar() + "/").startsWith(directory + "/");
  }

  private String withoutTrailingStar() {
    String text = cleaned;
    text = text.endsWith("/**") ? text.substring(0, text.length() - 3) : text;
    return text.endsWith("/*") ? text.substring(0, text.length() - 2) : text;
  }

  /** Without what Go counts as white space, which is a little more than Java does. */
  private static String trim(String line) {
    int start = 0;
    int end = line.length();
    while (start < end && space(line.charAt(start))) {
      start++;
    }
    while (end > start && space(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  private static boolean space(char c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return c == 0x85 || Character.isSpaceChar(c);
  }

  @Override
  public String toString() {
    return (negated ? "!" : "") + cleaned;
  }
}
