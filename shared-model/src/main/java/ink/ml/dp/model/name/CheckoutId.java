package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The ID of one checkout on a workspace: a path segment that holds no separator.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record CheckoutId(String value) {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,100}");

  public CheckoutId {
    InvalidValueException.require(
        ID.matcher(value).matches(), "must be 1 to 100 lower-case letters, digits and hyphens");
  }

  @Override
  public String toString() {
    return value;
  }
}
