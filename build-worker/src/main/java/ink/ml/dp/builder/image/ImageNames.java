package ink.ml.dp.builder.image;

import ink.ml.dp.model.name.InvalidValueException;
import java.util.regex.Pattern;

/** Spells image names out as BuildKit does, since its policies compare text. */
final class ImageNames {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*(@sha256:[0-9a-f]{64})?");

  private ImageNames() {}

  /** {@code caddy:2} is {@code docker.io/library/caddy:2}. */
  static String normalized(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException("must be an image name");
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (host) {
      return name;
    }
    return slash < 0 ? "docker.io/library/" + name : "docker.io/" + name;
  }
}
