package ink.ml.dp.runtime.environment;

/** One variable. Its text form never shows the value. */
public record Variable(String name, String value, Availability availability) {
  @Override
  public String toString() {
    return name + " (" + availability + ")";
  }
}
