package ink.ml.dp.model.failure;

import org.jspecify.annotations.Nullable;

/**
 * What is being done, as in "tried to <i>clone acme/web</i>". Every failure's sentence is built
 * here.
 *
 * @param words a verb and its object: no secrets, no addresses with credentials
 */
public record Action(String words) {
  /** The sentence of a failure of this: "tried to X but failed because Y". */
  public String failedBecause(String because) {
    return "tried to " + words + " but failed because " + because;
  }

  /** A failure of this. */
  public DeployException failed(FailureCode code, String because) {
    return failed(code, because, null);
  }

  /** As above, with the cause for the worker's own log. */
  public DeployException failed(FailureCode code, String because, @Nullable Throwable cause) {
    return new DeployException(code, failedBecause(because), cause);
  }

  /**
   * The end of this by an interruption, which is nobody's fault: the worker is told to stop, and
   * whoever asked asks another one. The thread stays interrupted.
   */
  public DeployException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return failed(FailureCode.WORKER_STOPPED, "the worker is being stopped", e);
  }

  @Override
  public String toString() {
    return words;
  }
}
