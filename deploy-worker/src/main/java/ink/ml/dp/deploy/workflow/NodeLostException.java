package ink.ml.dp.deploy.workflow;

/** The disk that holds a checkout does not answer; the sequence can be repeated on another. */
final class NodeLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayBeBusy;

  /**
   * @param mayBeBusy whether the build was never begun, as also happens on a builder that has too
   *     much to do
   */
  NodeLostException(boolean mayBeBusy, Throwable cause) {
    super("the builder that holds the checkout does not answer", cause);
    this.mayBeBusy = mayBeBusy;
  }

  boolean mayBeBusy() {
    return mayBeBusy;
  }
}
