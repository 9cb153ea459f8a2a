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

  /** Made by {@link Action#failed} alone, which builds every sentence. */
  DeployException(FailureCode code, String sentence, @Nullable Throwable cause) {
    this(code, sentence, List.of(), cause, null);
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
