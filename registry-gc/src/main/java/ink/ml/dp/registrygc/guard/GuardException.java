package ink.ml.dp.registrygc.guard;

import org.jspecify.annotations.Nullable;

/** Something is not as it must be, so nothing was changed. */
public final class GuardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param tried as in "tried to <i>take the lock</i>"
   * @param because as in "failed because <i>another run holds it</i>"
   */
  public GuardException(String tried, String because) {
    this(tried, because, null);
  }

  /** As above, with the cause. */
  public GuardException(String tried, String because, @Nullable Throwable cause) {
    super("tried to " + tried + " but failed because " + because, cause);
  }
}
