package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The idempotency key of one call of the API: 1 to 128 printable ASCII characters without spaces.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record RequestId(String value) {
  private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

  public RequestId {
    InvalidValueException.require(
        ID.matcher(value).matches(), "must be 1 to 128 printable ASCII characters without spaces");
  }

  @Override
  public String toString() {
    return value;
  }
}
