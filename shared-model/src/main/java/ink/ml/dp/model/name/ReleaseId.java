package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The ID of a release: {@code r} and the sequence of the request that made it.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record ReleaseId(String value) {
  private static final Pattern ID = Pattern.compile("r[1-9][0-9]{0,18}");

  public ReleaseId {
    InvalidValueException.require(ID.matcher(value).matches(), "must be r and a positive number");
  }

  @Override
  public String toString() {
    return value;
  }
}
