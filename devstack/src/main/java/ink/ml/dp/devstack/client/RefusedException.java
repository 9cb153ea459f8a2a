package ink.ml.dp.devstack.client;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done, and the platform is not to blame; says what to do next. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who can mend it. */
  public enum Mender {
    /** Whoever typed the command: it names what is not there. */
    CALLER,
    /** Whoever owns the repository. */
    OWNER
  }

  private final Mender mender;
  private final String next;

  /**
   * @param sentence "tried to X but failed because Y"
   * @param next what that person can do
   */
  public RefusedException(Mender mender, String sentence, String next) {
    this(mender, sentence, next, null);
  }

  public RefusedException(Mender mender, String sentence, String next, @Nullable Throwable cause) {
    super(sentence, cause);
    this.mender = mender;
    this.next = next;
  }

  public Mender mender() {
    return mender;
  }

  public String next() {
    return next;
  }
}
