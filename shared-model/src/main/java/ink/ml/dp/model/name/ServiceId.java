package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The API's opaque ID of a service: 1 to 63 letters, digits, dots, underscores and hyphens (it
 * becomes a label value).
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record ServiceId(String value) {
  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  public ServiceId {
    InvalidValueException.require(
        ID.matcher(value).matches(),
        "must be 1 to 63 letters, digits, dots, underscores and hyphens, beginning and ending with a letter or digit");
  }

  @Override
  public String toString() {
    return value;
  }
}
