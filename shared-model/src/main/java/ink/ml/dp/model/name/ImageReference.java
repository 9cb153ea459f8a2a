package ink.ml.dp.model.name;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole image reference: {@code host[:port]/path} with {@code :tag}, {@code @digest} or both.
 *
 * @throws InvalidValueException when the value is not one
 */
public record ImageReference(String value) {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "([A-Za-z0-9.-]+(?::[0-9]{1,5})?)/([a-z0-9][a-z0-9._/-]*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

  public ImageReference {
    Matcher matcher = REFERENCE.matcher(value);
    InvalidValueException.require(
        matcher.matches() && (matcher.group(3) != null || matcher.group(4) != null),
        "must be an image reference with a registry host and a tag or digest");
    new ImageRepository(new RegistryHost(matcher.group(1)), matcher.group(2));
  }

  public ImageRepository repository() {
    Matcher matcher = matched();
    return new ImageRepository(new RegistryHost(matcher.group(1)), matcher.group(2));
  }

  public Optional<String> tag() {
    return Optional.ofNullable(matched().group(3));
  }

  public Optional<ImageDigest> digest() {
    return Optional.ofNullable(matched().group(4)).map(ImageDigest::new);
  }

  private Matcher matched() {
    Matcher matcher = REFERENCE.matcher(value);
    if (!matcher.matches()) {
      throw new AssertionError("the constructor let a bad reference pass");
    }
    return matcher;
  }

  @Override
  public String toString() {
    return value;
  }
}
