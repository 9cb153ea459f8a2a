package ink.ml.dp.registrygc.roots;

import ink.ml.dp.model.failure.Action;
import org.jspecify.annotations.Nullable;

/** What is in use could not be learnt completely; nothing may be removed. */
public final class RootsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param tried what was being done, as in "tried to <i>list the pods</i>"
   * @param because why it failed, as in "failed because <i>the API server answered 403</i>"
   */
  public RootsUnavailableException(Action tried, String because) {
    this(tried, because, null);
  }

  /** As above, with the cause. */
  public RootsUnavailableException(Action tried, String because, @Nullable Throwable cause) {
    super(tried.failedBecause(because), cause);
  }
}
