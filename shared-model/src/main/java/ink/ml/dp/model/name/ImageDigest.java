package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The digest of a manifest: {@code sha256:} and 64 lower-case hexadecimal digits.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record ImageDigest(String value) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  public ImageDigest {
    InvalidValueException.require(
        DIGEST.matcher(value).matches(), "must be sha256: and 64 lower-case hexadecimal digits");
  }

  @Override
  public String toString() {
    return value;
  }
}
