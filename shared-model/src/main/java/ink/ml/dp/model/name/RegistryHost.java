package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The host and port of an image registry, as image references name it: {@code host[:port]}.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record RegistryHost(String value) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?");

  public RegistryHost {
    InvalidValueException.require(
        HOST.matcher(value).matches(), "must be host or host:port, without a scheme or path");
  }

  @Override
  public String toString() {
    return value;
  }
}
