package ink.ml.dp.builder.git;

/** Told what a clone is at. */
@FunctionalInterface
public interface GitProgress {
  /**
   * @param task such as {@code Receiving objects}
   * @param done of its units of work
   */
  void at(String task, int done);

  static GitProgress ignore() {
    return (_, _) -> {};
  }
}
