package ink.ml.dp.model.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of git host; where they are is configuration, never part of a request. */
public enum GitHost {
  GITHUB,
  GITEA;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<GitHost> fromWire(String wire) {
    return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
  }
}
