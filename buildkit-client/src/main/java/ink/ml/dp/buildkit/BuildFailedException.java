package ink.ml.dp.buildkit;

import org.jspecify.annotations.Nullable;

/**
 * A call of the client that failed. {@link #failure()} says how; the message reads "tried to X but
 * failed because Y".
 */
public final class BuildFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient BuildFailure failure;

  public BuildFailedException(BuildFailure failure) {
    this(failure, null);
  }

  /**
   * @param cause what told us; absent where it would only repeat the failure
   */
  public BuildFailedException(BuildFailure failure, @Nullable Throwable cause) {
    super(null, cause);
    this.failure = failure;
  }

  public BuildFailure failure() {
    return failure;
  }

  @Override
  public String getMessage() {
    return "tried to %s but failed because %s".formatted(failure.action(), failure.reason());
  }
}
