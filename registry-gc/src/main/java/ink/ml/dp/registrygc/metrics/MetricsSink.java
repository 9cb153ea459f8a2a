package ink.ml.dp.registrygc.metrics;

/** Where a run's figures go. */
@FunctionalInterface
public interface MetricsSink {
  /** A sink for runs whose figures nobody collects. */
  MetricsSink NONE = figures -> {};

  /**
   * Called once at the end of every {@code run}, whatever its outcome. A sink that cannot deliver
   * says so on its own and throws nothing: the outcome of the run does not depend on it.
   */
  void report(RunFigures figures);
}
