package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The ID of a build worker's disk; it names that disk's task queue.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record WorkspaceId(String value) {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");

  public WorkspaceId {
    InvalidValueException.require(
        ID.matcher(value).matches(), "must be 1 to 40 lower-case letters, digits and hyphens");
  }

  @Override
  public String toString() {
    return value;
  }
}
