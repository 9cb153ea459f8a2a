package ink.ml.dp.model.name;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A path inside a repository: relative, separated by slashes, never leading out of it. {@code .}
 * segments and trailing slashes are dropped, so the root of the repository is the empty path.
 *
 * @throws InvalidValueException when the path is absolute, holds {@code ..}, {@code .git}, a
 *     backslash or a control character, or is longer than 1,024 characters
 */
public record RelativePath(String value) {
  /** The root of the repository. */
  public static final RelativePath ROOT = new RelativePath("");

  public RelativePath {
    InvalidValueException.require(value.length() <= 1024, "must be at most 1,024 characters");
    InvalidValueException.require(
        !value.startsWith("/"), "must be relative to the repository, without a leading slash");
    InvalidValueException.require(
        value.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\'),
        "must not hold backslashes or control characters");
    String[] segments = value.split("/");
    InvalidValueException.require(
        Arrays.stream(segments).noneMatch(".."::equals), "must not hold .. segments");
    InvalidValueException.require(
        Arrays.stream(segments).noneMatch(".git"::equalsIgnoreCase), "must not point into .git");
    value =
        Arrays.stream(segments)
            .filter(s -> !s.isEmpty() && !".".equals(s))
            .collect(Collectors.joining("/"));
  }

  public boolean isRoot() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return value;
  }
}
