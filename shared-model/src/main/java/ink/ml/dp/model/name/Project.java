package ink.ml.dp.model.name;

/**
 * A tenant's project: a DNS label. Its services share a namespace and reach each other by name.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record Project(String value) {
  public Project {
    InvalidValueException.require(DnsLabels.isLabel(value), DnsLabels.RULE);
  }

  @Override
  public String toString() {
    return value;
  }
}
