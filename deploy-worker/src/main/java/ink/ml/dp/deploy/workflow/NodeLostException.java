package ink.ml.dp.deploy.workflow;

/** The disk that holds a checkout no longer answers; the sequence can be repeated on another. */
final class NodeLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeLostException(Throwable cause) {
    super("the builder that holds the checkout does not answer", cause);
  }
}
