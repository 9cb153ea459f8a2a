package ink.ml.dp.runtime.environment;

/**
 * One variable. Its text form never shows the value.
 *
 * @param isPublic whether a build may keep the value
 */
public record Variable(String name, String value, Availability availability, boolean isPublic) {
  @Override
  public String toString() {
    return name + " (" + availability + ")";
  }
}
