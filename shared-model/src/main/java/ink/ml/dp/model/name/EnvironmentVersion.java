package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The version of a service's environment, as the API gives it: 1 to 128 printable ASCII characters
 * without spaces.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record EnvironmentVersion(String value) {
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,128}");

  public EnvironmentVersion {
    InvalidValueException.require(
        VERSION.matcher(value).matches(),
        "must be 1 to 128 printable ASCII characters without spaces");
  }

  @Override
  public String toString() {
    return value;
  }
}
