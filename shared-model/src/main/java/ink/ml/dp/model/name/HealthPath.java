package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The path of an HTTP health check: begins with a slash, printable ASCII without spaces, at most
 * 1,024 characters.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record HealthPath(String value) {
  private static final Pattern PATH = Pattern.compile("/[!-~]{0,1023}");

  public HealthPath {
    InvalidValueException.require(
        PATH.matcher(value).matches(),
        "must begin with a slash and hold at most 1,024 printable ASCII characters without spaces");
  }

  @Override
  public String toString() {
    return value;
  }
}
