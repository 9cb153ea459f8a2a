package ink.ml.dp.model.name;

/**
 * The Kubernetes namespace of a tenant's project: {@code dp-<tenant>-<project>}, at most 63
 * characters. Two different pairs can meet in one name ({@code a-b}+{@code c} and {@code a}+{@code
 * b-c}); the namespace's labels tell whose it is.
 *
 * @throws InvalidValueException when the value is not such a name
 */
public record NamespaceName(String value) {
  /** What the name of every tenant's namespace begins with. */
  public static final String PREFIX = "dp-";

  public NamespaceName {
    InvalidValueException.require(
        value.startsWith(PREFIX) && DnsLabels.isLabel(value),
        "must, as dp-<tenant>-<project>, be at most 63 characters");
  }

  public static NamespaceName of(Tenant tenant, Project project) {
    return new NamespaceName(PREFIX + tenant + "-" + project);
  }

  @Override
  public String toString() {
    return value;
  }
}
