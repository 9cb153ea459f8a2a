package ink.ml.dp.build.buildkit.pattern;

/**
 * Checks a pattern by the rules of Go's {@code filepath.Match}, which the original applies first.
 */
final class GlobSyntax {
  private final int[] text;
  private int at;

  private GlobSyntax(String pattern) {
    text = pattern.codePoints().toArray();
  }

  static boolean valid(String pattern) {
    return new GlobSyntax(pattern).check();
  }

  private boolean check() {
    while (at < text.length) {
      int c = text[at++];
      if (c == '[' && !characterClass()) {
        return false;
      }
      if (c == '\\' && at++ >= text.length) {
        return false;
      }
    }
    return true;
  }

  private boolean characterClass() {
    if (at < text.length && text[at] == '^') {
      at++;
    }
    for (int ranges = 0; ; ranges++) {
      if (at < text.length && text[at] == ']' && ranges > 0) {
        at++;
        return true;
      }
      if (!element()) {
        return false;
      }
      if (text[at] == '-') {
        at++;
        if (!element()) {
          return false;
        }
      }
    }
  }

  /** One character of a class; there must be something after it. */
  private boolean element() {
    if (at >= text.length || text[at] == '-' || text[at] == ']') {
      return false;
    }
    if (text[at] == '\\') {
      at++;
    }
    at++;
    return at < text.length;
  }
}
