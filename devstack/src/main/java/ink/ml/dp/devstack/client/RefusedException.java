package ink.ml.dp.devstack.client;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done, and the platform is not to blame; says what to do next. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who can fix it. */
  public enum FixableBy {
    /** Whoever typed the command: it names what is not there. */
    CALLER,
    /** Whoever owns the repository. */
    OWNER
  }

  private final FixableBy fixableBy;
  private final String next;

  /**
   * @param sentence "tried to X but failed because Y"
   * @param next what that person can do
   */
  public RefusedException(FixableBy fixableBy, String sentence, String next) {
    this(fixableBy, sentence, next, null);
  }

  public RefusedException(
      FixableBy fixableBy, String sentence, String next, @Nullable Throwable cause) {
    super(sentence, cause);
    this.fixableBy = fixableBy;
    this.next = next;
  }

  public FixableBy fixableBy() {
    return fixableBy;
  }

  public String next() {
    return next;
  }
}
