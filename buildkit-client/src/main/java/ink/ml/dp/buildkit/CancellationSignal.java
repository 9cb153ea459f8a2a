package ink.ml.dp.buildkit;

/** Says that a build is no longer wanted. */
public interface CancellationSignal {
  boolean isCancelled();

  /**
   * Calls {@code action} once when cancelled, at once if that has happened already.
   *
   * @return to be closed when the action is no longer of use
   */
  Registration onCancel(Runnable action);

  /** For builds that nobody cancels. */
  static CancellationSignal never() {
    return new CancellationSource();
  }

  /** Takes an action back. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
