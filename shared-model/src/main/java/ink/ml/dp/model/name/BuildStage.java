package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * A stage of a Dockerfile, by its name or its number.
 *
 * @throws InvalidValueException when no stage can be called so
 */
public record BuildStage(String value) {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  public BuildStage {
    InvalidValueException.require(
        VALID.matcher(value).matches(),
        "must be a stage's name: letters, digits, '_', '.' and '-', at most 128 characters");
  }

  @Override
  public String toString() {
    return value;
  }
}
