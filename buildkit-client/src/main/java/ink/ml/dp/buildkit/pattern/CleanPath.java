package ink.ml.dp.buildkit.pattern;

import java.util.ArrayList;
import java.util.List;

/** Lexical operations on paths with {@code /}, the way Go's {@code path/filepath} does them. */
public final class CleanPath {
  private CleanPath() {}

  /** The shortest path that means the same, without looking at any file; {@code .} for none. */
  public static String clean(String path) {
    boolean rooted = path.startsWith("/");
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty() && !parts.getLast().equals("..")) {
          parts.removeLast();
        } else if (!rooted) {
          parts.add(part);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    String joined = String.join("/", parts);
    if (rooted) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }

  /** The parts joined and cleaned; empty ones do not count. */
  public static String join(String first, String second) {
    if (first.isEmpty() || second.isEmpty()) {
      return clean(first + second);
    }
    return clean(first + "/" + second);
  }

  /** All but the last part; {@code .} for a name alone. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : clean(path.substring(0, slash + 1));
  }

  /** The last part. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
