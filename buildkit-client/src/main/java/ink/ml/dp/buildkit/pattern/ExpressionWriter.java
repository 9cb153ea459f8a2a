package ink.ml.dp.buildkit.pattern;

/**
 * Writes a pattern as the regular expression that {@code github.com/moby/patternmatcher} v0.6.1
 * makes of it, letter by letter, odd corners included: what decides is not what a pattern should
 * mean but what the daemon's own tools take it for. Left out is that the original skips a byte
 * order mark, which nobody writes: the one of an ignore file is gone before.
 */
final class ExpressionWriter {
  /** How a pattern is matched. */
  enum Kind {
    EXACT,
    PREFIX,
    SUFFIX,
    EXPRESSION
  }

  /**
   * Not {@code |}, <code>{</code> and <code>}</code>, which the original means to quote too: the
   * table that it looks them up in is too small. So they keep their meaning in an expression.
   */
  private static final String ESCAPED = ".+()$";

  private final int[] text;
  private final StringBuilder out = new StringBuilder("^");
  private int at;
  private Kind kind = Kind.EXACT;

  ExpressionWriter(String pattern) {
    text = pattern.codePoints().toArray();
    for (int i = 0; at < text.length; i++) {
      next(i == 0);
    }
    out.append('$');
  }

  Kind kind() {
    return kind;
  }

  String expression() {
    return out.toString();
  }

  private void next(boolean first) {
    int c = text[at++];
    if (c == '*') {
      star(first);
    } else if (c == '?') {
      out.append("[^/]");
      kind = Kind.EXPRESSION;
    } else if (ESCAPED.indexOf(c) >= 0) {
      out.append('\\').appendCodePoint(c);
    } else if (c == '\\') {
      out.append('\\');
      if (at < text.length) {
        out.appendCodePoint(text[at++]);
        kind = Kind.EXPRESSION;
      }
    } else {
      out.appendCodePoint(c);
      if (c == '[' || c == ']') {
        kind = Kind.EXPRESSION;
      }
    }
  }

  private void star(boolean first) {
    if (!follows('*')) {
      out.append("[^/]*");
      kind = Kind.EXPRESSION;
      return;
    }
    at++;
    if (follows('/')) {
      at++;
    }
    if (at == text.length) {
      if (kind == Kind.EXACT) {
        kind = Kind.PREFIX;
      } else {
        out.append(".*");
        kind = Kind.EXPRESSION;
      }
    } else {
      out.append("(.*/)?");
      kind = Kind.EXPRESSION;
    }
    if (first) {
      kind = Kind.SUFFIX;
    }
  }

  private boolean follows(int c) {
    return at < text.length && text[at] == c;
  }
}
