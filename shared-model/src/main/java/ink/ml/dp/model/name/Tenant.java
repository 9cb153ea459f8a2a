package ink.ml.dp.model.name;

/**
 * A tenant of the platform: a DNS label.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record Tenant(String value) {
  public Tenant {
    InvalidValueException.require(DnsLabels.isLabel(value), DnsLabels.RULE);
  }

  @Override
  public String toString() {
    return value;
  }
}
