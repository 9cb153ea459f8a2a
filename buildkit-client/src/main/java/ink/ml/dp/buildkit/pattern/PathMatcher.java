package ink.ml.dp.buildkit.pattern;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of patterns, of which the last that matches a path decides. A pattern matches a
 * path also by matching a directory that the path is in. The meaning is that of {@code
 * github.com/moby/patternmatcher}, not that of gitignore: patterns are anchored at the root. For
 * one thread at a time.
 */
public final class PathMatcher {
  private final List<PathPattern> patterns;
  private final PatternBudget budget;

  /** Without a limit, for patterns of our own. */
  public PathMatcher(List<String> lines) {
    this(lines, PatternBudget.unlimited());
  }

  /**
   * @param lines white space around them is dropped, and so are blank ones; {@code !} before a
   *     pattern takes back what those before it matched
   * @param budget for all questions together
   * @throws InvalidPatternException when one of them is malformed
   */
  public PathMatcher(List<String> lines, PatternBudget budget) {
    this.budget = budget;
    patterns = lines.stream().map(PathPattern::parse).flatMap(Optional::stream).toList();
  }

  public List<PathPattern> patterns() {
    return patterns;
  }

  /** What is known of a path, and of use for what is below it. */
  public record Match(boolean matched, List<Boolean> byPattern) {}

  /**
   * Whether a path matches.
   *
   * @param path relative, clean
   * @param parent the answer for the directory that it is in; null for a path that is asked for
   *     alone, whose directories are then looked at too
   * @throws InvalidPatternException when a pattern that had to be looked at is malformed
   * @throws PatternBudgetException when the budget is spent
   */
  public Match match(String path, @Nullable Match parent) {
    Boolean[] byPattern = new Boolean[patterns.size()];
    budget.spend(byPattern.length);
    boolean matched = false;
    for (int i = 0; i < byPattern.length; i++) {
      PathPattern pattern = patterns.get(i);
      boolean inherited = parent != null && parent.byPattern().get(i);
      boolean decides = pattern.negated() == matched;
      boolean match = inherited;
      if (!inherited && decides) {
        match = pattern.matches(path, budget) || (parent == null && matchesParent(pattern, path));
      }
      byPattern[i] = match;
      if (match) {
        matched = !pattern.negated();
      }
    }
    return new Match(matched, List.of(byPattern));
  }

  private boolean matchesParent(PathPattern pattern, String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (pattern.matches(path.substring(0, slash), budget)) {
        return true;
      }
    }
    return false;
  }
}
