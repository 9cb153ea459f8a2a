package ink.ml.dp.model.failure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a code. Its message reads "tried to X but failed because Y" and, like everything
 * here, may be shown to the tenant and enters the workflow's history: no secrets, no addresses with
 * credentials.
 */
public final class DeployException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final List<String> logTail;
  private final @Nullable Duration retryAfter;

  /**
   * @param tried what was being done, as in "tried to <i>clone acme/web</i>"
   * @param because why it failed, as in "failed because <i>the repository does not exist</i>"
   */
  public DeployException(FailureCode code, String tried, String because) {
    this(code, tried, because, List.of(), null);
  }

  /** As above, with the cause for the worker's own log. */
  public DeployException(
      FailureCode code, String tried, String because, @Nullable Throwable cause) {
    this(code, tried, because, List.of(), cause);
  }

  /**
   * @param logTail the last lines that the tenant's own code or build wrote, oldest first
   */
  public DeployException(
      FailureCode code,
      String tried,
      String because,
      List<String> logTail,
      @Nullable Throwable cause) {
    this(code, "tried to " + tried + " but failed because " + because, logTail, cause, null);
  }

  private DeployException(
      FailureCode code,
      String sentence,
      List<String> logTail,
      @Nullable Throwable cause,
      @Nullable Duration retryAfter) {
    super(sentence, cause);
    this.code = code;
    this.logTail = List.copyOf(logTail);
    this.retryAfter = retryAfter;
  }

  /** The same failure, which is not to be tried again sooner than this. */
  public DeployException retryAfter(Duration wait) {
    DeployException told = new DeployException(code, sentence(), logTail, getCause(), wait);
    told.setStackTrace(getStackTrace());
    return told;
  }

  /** The same failure with the last lines that the tenant's own code or build wrote. */
  public DeployException withLogTail(List<String> lines) {
    DeployException told = new DeployException(code, sentence(), lines, getCause(), retryAfter);
    told.setStackTrace(getStackTrace());
    return told;
  }

  /** The same failure with its texts rewritten, and without its cause, which has texts too. */
  public DeployException rewritten(UnaryOperator<String> text) {
    DeployException told =
        new DeployException(
            code, text.apply(sentence()), logTail.stream().map(text).toList(), null, retryAfter);
    told.setStackTrace(getStackTrace());
    return told;
  }

  public FailureCode code() {
    return code;
  }

  /** How long the one who failed wants to be left alone, if it said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  public List<String> logTail() {
    return logTail;
  }

  /** The message, which is never null. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
