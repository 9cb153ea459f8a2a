package ink.ml.dp.deploy.config;

import ink.ml.dp.model.name.InvalidValueException;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses, such as {@code 203.0.113.7/32}.
 *
 * @throws InvalidValueException when the value is not one
 */
public record Cidr(String value) {
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern RANGE =
      Pattern.compile("(" + BYTE + "\\.){3}" + BYTE + "/(3[0-2]|[12]?\\d)");

  public Cidr {
    DeploySettings.require(
        RANGE.matcher(value).matches(), "must be an IPv4 range such as 203.0.113.7/32");
  }

  @Override
  public String toString() {
    return value;
  }
}
