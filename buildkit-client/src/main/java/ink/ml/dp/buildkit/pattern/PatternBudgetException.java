package ink.ml.dp.buildkit.pattern;

/** Patterns were matched for longer than they may be. */
public final class PatternBudgetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PatternBudgetException(String message) {
    super(message);
  }
}
