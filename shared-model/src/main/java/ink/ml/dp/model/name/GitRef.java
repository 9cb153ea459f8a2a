package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * A branch, a tag, a full reference or {@code HEAD}, by the rules of {@code git check-ref-format}.
 *
 * @throws InvalidValueException when the value breaks those rules
 */
public record GitRef(String value) {
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|^[./-]|[./]$|\\.lock(/|$)|^@$");

  /** The repository's default branch. Below the pattern that its own construction needs. */
  public static final GitRef HEAD = new GitRef("HEAD");

  public GitRef {
    InvalidValueException.require(
        !value.isEmpty() && value.length() <= 255 && !FORBIDDEN.matcher(value).find(),
        "must be a branch or tag name as git check-ref-format takes it, at most 255 characters");
  }

  @Override
  public String toString() {
    return value;
  }
}
