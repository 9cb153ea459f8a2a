package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * A repository on a git host: {@code owner/name}.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record RepositoryName(String value) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}/[A-Za-z0-9_.-]{1,100}");

  public RepositoryName {
    InvalidValueException.require(
        NAME.matcher(value).matches() && !value.contains("..") && !value.endsWith(".git"),
        "must be owner/name of letters, digits, dots, underscores and hyphens, without the .git ending");
  }

  @Override
  public String toString() {
    return value;
  }
}
