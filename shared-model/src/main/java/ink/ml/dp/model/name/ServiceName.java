package ink.ml.dp.model.name;

/**
 * A service's name: a DNS label that begins with a letter, as a Kubernetes Service must. Globally
 * unique; it is the subdomain.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record ServiceName(String value) {
  public ServiceName {
    InvalidValueException.require(DnsLabels.isLabel(value), DnsLabels.RULE);
    InvalidValueException.require(!Character.isDigit(value.charAt(0)), "must begin with a letter");
  }

  @Override
  public String toString() {
    return value;
  }
}
