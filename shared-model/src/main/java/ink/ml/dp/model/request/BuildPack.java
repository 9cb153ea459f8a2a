package ink.ml.dp.model.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a repository becomes an image. */
public enum BuildPack {
  RAILPACK(1),
  DOCKERFILE(1),
  STATIC(2);

  private final int version;

  BuildPack(int version) {
    this.version = version;
  }

  /** Raised when the pack makes another image of the same source, so that images are built anew. */
  public int version() {
    return version;
  }

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(BuildPack::wire).collect(Collectors.joining(", "));
  }

  public static Optional<BuildPack> fromWire(String wire) {
    return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
  }
}
