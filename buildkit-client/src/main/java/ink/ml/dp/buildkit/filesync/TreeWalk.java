package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.pattern.PathMatcher;
import ink.ml.dp.buildkit.pattern.PathPattern;
import ink.ml.dp.buildkit.pattern.PatternBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Visits what a selection wants, parents before children and siblings in the order of their bytes.
 * A directory that is not itself wanted is visited when something in it is, just before that.
 */
final class TreeWalk {
  /** Receives the entries. */
  @FunctionalInterface
  interface Visitor {
    void visit(TreeEntry entry) throws IOException;
  }

  private final SourceTree tree;
  private final Visitor visitor;
  private final Optional<PathMatcher> includes;
  private final Optional<PathMatcher> excludes;
  private final boolean plainIncludes;
  private final boolean plainExceptions;
  private final List<Level> levels = new ArrayList<>();

  /** A directory that is being walked through. */
  private static final class Level {
    final TreeEntry entry;
    final PathMatcher.@Nullable Match included;
    final PathMatcher.@Nullable Match excluded;
    boolean visited;

    Level(
        TreeEntry entry,
        PathMatcher.@Nullable Match included,
        PathMatcher.@Nullable Match excluded,
        boolean visited) {
      this.entry = entry;
      this.included = included;
      this.excluded = excluded;
      this.visited = visited;
    }
  }

  private TreeWalk(SourceTree tree, Selection selection, PatternBudget budget, Visitor visitor)
      throws IOException {
    this.tree = tree;
    this.visitor = visitor;
    includes = matcher(includesOf(tree, selection), budget);
    excludes = matcher(selection.excludes(), budget);
    plainIncludes = plain(includes, false);
    plainExceptions = plain(excludes, true);
  }

  /** Without a limit. */
  static void walk(SourceTree tree, Selection selection, Visitor visitor) throws IOException {
    walk(tree, selection, PatternBudget.unlimited(), visitor);
  }

  static void walk(SourceTree tree, Selection selection, PatternBudget budget, Visitor visitor)
      throws IOException {
    new TreeWalk(tree, selection, budget, visitor).directory("");
  }

  private static List<String> includesOf(SourceTree tree, Selection selection) throws IOException {
    if (selection.followed().isEmpty()) {
      return selection.includes();
    }
    List<String> followed = LinkFollower.follow(tree, selection.followed());
    if (followed.isEmpty()) {
      return selection.includes();
    }
    List<String> all = new ArrayList<>(selection.includes());
    all.addAll(followed);
    return LinkFollower.withoutNested(all);
  }

  private static Optional<PathMatcher> matcher(List<String> patterns, PatternBudget budget) {
    return patterns.isEmpty() ? Optional.empty() : Optional.of(new PathMatcher(patterns, budget));
  }

  /** Whether the patterns of this sign name single paths, so that whole directories can be left. */
  private static boolean plain(Optional<PathMatcher> matcher, boolean negated) {
    return matcher.stream()
        .flatMap(m -> m.patterns().stream())
        .filter(pattern -> pattern.negated() == negated)
        .allMatch(PathPattern::namesOnePath);
  }

  private void directory(String path) throws IOException {
    for (TreeEntry entry : tree.children(path)) {
      entry(entry);
    }
  }

  private void entry(TreeEntry entry) throws IOException {
    Level parent = levels.isEmpty() ? null : levels.getLast();
    PathMatcher.Match included =
        includes
            .map(m -> m.match(entry.path(), parent == null ? null : parent.included))
            .orElse(null);
    PathMatcher.Match excluded =
        excludes
            .map(m -> m.match(entry.path(), parent == null ? null : parent.excluded))
            .orElse(null);
    boolean leftOut = false;
    if (included != null && !included.matched()) {
      if (entry.isDirectory() && plainIncludes && !reaches(includes, false, entry)) {
        return;
      }
      leftOut = true;
    }
    if (excluded != null && excluded.matched()) {
      if (entry.isDirectory() && plainExceptions && !reaches(excludes, true, entry)) {
        return;
      }
      leftOut = true;
    }
    if (!leftOut) {
      visitParents();
      visitor.visit(entry);
    }
    if (entry.isDirectory()) {
      levels.add(new Level(entry, included, excluded, !leftOut));
      directory(entry.path());
      levels.removeLast();
    }
  }

  private static boolean reaches(
      Optional<PathMatcher> matcher, boolean negated, TreeEntry directory) {
    return matcher.stream()
        .flatMap(m -> m.patterns().stream())
        .anyMatch(p -> p.negated() == negated && p.reachesInto(directory.path()));
  }

  private void visitParents() throws IOException {
    for (Level level : levels) {
      if (!level.visited) {
        level.visited = true;
        visitor.visit(level.entry);
      }
    }
  }
}
