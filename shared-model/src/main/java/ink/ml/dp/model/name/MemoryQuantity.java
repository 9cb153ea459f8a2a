package ink.ml.dp.model.name;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in bytes: 16 MiB to 256 GiB.
 *
 * @throws InvalidValueException when the amount is outside that range
 */
public record MemoryQuantity(long bytes) {
  public static final MemoryQuantity DEFAULT = new MemoryQuantity(256L << 20);

  private static final Pattern QUANTITY =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)(Ki|Mi|Gi|k|M|G|)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "k",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30);

  public MemoryQuantity {
    InvalidValueException.require(
        bytes >= 16L << 20 && bytes <= 256L << 30, "must be between 16Mi and 256Gi");
  }

  /** Reads a Kubernetes quantity such as {@code 256Mi}, {@code 1G} or {@code 268435456}. */
  public static MemoryQuantity parse(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    InvalidValueException.require(
        matcher.matches(), "must be a Kubernetes memory quantity such as 256Mi");
    long unit = UNITS.getOrDefault(matcher.group(2), 1L);
    return new MemoryQuantity(
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue());
  }

  /** The Kubernetes quantity, in the largest binary unit that loses nothing. */
  @Override
  public String toString() {
    if (bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "Mi";
    }
    return bytes % (1L << 10) == 0 ? (bytes >> 10) + "Ki" : Long.toString(bytes);
  }
}
