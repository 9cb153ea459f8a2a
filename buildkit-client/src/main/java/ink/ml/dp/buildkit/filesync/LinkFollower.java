package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.pattern.CleanPath;
import ink.ml.dp.buildkit.pattern.Glob;
import ink.ml.dp.buildkit.pattern.InvalidPatternException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds what has to be sent so that given paths can be read at the other side: links on the way,
 * and what they point to, within the source. A link that leads out of it is taken from its root, as
 * a process would that has the source for its root directory.
 */
final class LinkFollower {
  private final SourceTree tree;
  private final TreeSet<String> found = new TreeSet<>();

  private LinkFollower(SourceTree tree) {
    this.tree = tree;
  }

  /** Paths to include, sorted; empty when everything is wanted. */
  static List<String> follow(SourceTree tree, List<String> paths) throws IOException {
    LinkFollower follower = new LinkFollower(tree);
    for (String path : paths) {
      follower.add(path);
    }
    return withoutNested(follower.found);
  }

  /** Drops what is inside of the path before it; nothing remains when the root is among them. */
  static List<String> withoutNested(Iterable<String> paths) {
    List<String> kept = new ArrayList<>();
    String last = "";
    for (String path : paths) {
      if (path.equals(".")) {
        return List.of();
      }
      if (!path.startsWith(last + "/")) {
        kept.add(path);
        last = path;
      }
    }
    return kept;
  }

  private void add(String path) throws IOException {
    String rest = rooted(path);
    String current = ".";
    while (true) {
      int slash = rest.indexOf('/');
      current = CleanPath.join(current, slash < 0 ? rest : rest.substring(0, slash));
      rest = slash < 0 ? "" : rest.substring(slash + 1);
      List<String> targets = targets(current);
      if (rest.isEmpty() || !targets.isEmpty()) {
        if (!found.add(current)) {
          return;
        }
        for (String target : targets) {
          add(CleanPath.join(target, rest));
        }
        return;
      }
    }
  }

  /** Relative to the root, which nothing leads out of. */
  private static String rooted(String path) {
    String clean = CleanPath.clean("/" + path);
    return clean.equals("/") ? "." : clean.substring(1);
  }

  /** Where the links point that the path, whose last part may be a pattern, names. */
  private List<String> targets(String path) throws IOException {
    List<String> targets = new ArrayList<>();
    if (!hasWildcard(CleanPath.name(path))) {
      target(path).ifPresent(targets::add);
      return targets;
    }
    String parent = CleanPath.parent(path);
    String directory = parent.equals(".") ? "" : parent;
    if (!directory.isEmpty() && !tree.find(directory).map(TreeEntry::isDirectory).orElse(false)) {
      return targets;
    }
    for (TreeEntry entry : tree.children(directory)) {
      if (matches(CleanPath.name(path), CleanPath.name(entry.path()))) {
        target(entry.path()).ifPresent(targets::add);
      }
    }
    return targets;
  }

  private static boolean matches(String pattern, String name) {
    try {
      return Glob.matches(pattern, name);
    } catch (InvalidPatternException _) {
      return false;
    }
  }

  private Optional<String> target(String path) throws IOException {
    if (path.equals(".")) {
      return Optional.empty();
    }
    return tree.find(path)
        .filter(entry -> entry.kind() == TreeEntry.Kind.LINK)
        .map(entry -> absolute(path, CleanPath.clean(RawName.text(entry.target()))));
  }

  private static String absolute(String path, String target) {
    return target.startsWith("/")
        ? target
        : CleanPath.join("/", CleanPath.join(CleanPath.parent(path), target));
  }

  private static boolean hasWildcard(String name) {
    for (int i = 0; i < name.length(); i++) {
      switch (name.charAt(i)) {
        case '\\' -> i++;
        case '*', '?', '[' -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }
}
