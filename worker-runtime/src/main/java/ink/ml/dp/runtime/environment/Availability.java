package ink.ml.dp.runtime.environment;

/** When a variable is there. */
public enum Availability {
  BUILD,
  RUN,
  BOTH;

  public boolean atBuild() {
    return this != RUN;
  }

  public boolean atRun() {
    return this != BUILD;
  }
}
