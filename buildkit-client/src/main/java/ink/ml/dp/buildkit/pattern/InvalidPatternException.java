package ink.ml.dp.buildkit.pattern;

/** A pattern that has no meaning. */
public final class InvalidPatternException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidPatternException(String pattern) {
    super("the pattern \"" + pattern + "\" is malformed");
  }
}
