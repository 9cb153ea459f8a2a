package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * The files that a build sees, whichever commits they are in: the ID of the Git tree of its root
 * directory, 40 lower-case hexadecimal digits, and, after a hyphen, 64 more that stand for files
 * outside of that directory which decide about those inside, where there are any.
 *
 * @throws InvalidValueException when the value breaks that rule
 */
public record SourceId(String value) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}(-[0-9a-f]{64})?");

  public SourceId {
    InvalidValueException.require(
        ID.matcher(value).matches(),
        "must be a tree's ID, 40 lower-case hexadecimal digits, alone or with '-' and 64 more");
  }

  @Override
  public String toString() {
    return value;
  }
}
