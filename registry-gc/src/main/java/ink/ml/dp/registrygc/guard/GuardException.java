package ink.ml.dp.registrygc.guard;

import ink.ml.dp.model.failure.Action;
import org.jspecify.annotations.Nullable;

/** Something is not as it must be, so nothing was changed. */
public final class GuardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param tried as in "tried to <i>take the lock</i>"
   * @param because as in "failed because <i>another run holds it</i>"
   */
  public GuardException(Action tried, String because) {
    this(tried, because, null);
  }

  /** As above, with the cause. */
  public GuardException(Action tried, String because, @Nullable Throwable cause) {
    super(tried.failedBecause(because), cause);
  }
}
