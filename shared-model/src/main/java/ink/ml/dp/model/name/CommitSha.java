package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * A full Git commit ID: 40 lower-case hexadecimal digits.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record CommitSha(String value) {
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");

  public CommitSha {
    InvalidValueException.require(
        SHA.matcher(value).matches(), "must be 40 lower-case hexadecimal digits");
  }

  @Override
  public String toString() {
    return value;
  }
}
