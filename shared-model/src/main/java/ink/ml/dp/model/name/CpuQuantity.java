package ink.ml.dp.model.name;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of CPU, in thousandths of a core: 10 to 64,000.
 *
 * @throws InvalidValueException when the amount is outside that range
 */
public record CpuQuantity(long millicores) {
  public static final CpuQuantity DEFAULT = new CpuQuantity(250);

  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(m?)");

  public CpuQuantity {
    InvalidValueException.require(
        millicores >= 10 && millicores <= 64_000, "must be between 10m and 64 cores");
  }

  /** Reads a Kubernetes quantity such as {@code 250m}, {@code 1} or {@code 0.5}. */
  public static CpuQuantity parse(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    InvalidValueException.require(
        matcher.matches(), "must be a Kubernetes CPU quantity such as 250m or 0.5");
    BigDecimal number = new BigDecimal(matcher.group(1));
    return new CpuQuantity(
        (matcher.group(2).isEmpty() ? number.movePointRight(3) : number).longValue());
  }

  /** The Kubernetes quantity, such as {@code 250m}. */
  @Override
  public String toString() {
    return millicores + "m";
  }
}
