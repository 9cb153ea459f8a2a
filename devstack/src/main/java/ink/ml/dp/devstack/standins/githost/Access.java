package ink.ml.dp.devstack.standins.githost;

import java.util.Arrays;
import java.util.Locale;

/** Who may read a repository. */
public enum Access {
  /** Everybody. */
  PUBLIC,
  /** Who has a token. */
  PRIVATE,
  /** Nobody; answered like a repository that does not exist, as GitHub and Gitea do. */
  HIDDEN,
  /** Nobody; answered with 403, as hosts do for a suspended owner. */
  FORBIDDEN;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The access with this wire string; whatever is not one is private. */
  static Access fromWire(String wire) {
    return Arrays.stream(values()).filter(a -> a.wire().equals(wire)).findFirst().orElse(PRIVATE);
  }
}
