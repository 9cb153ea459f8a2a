package ink.ml.dp.model.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who can reach a service. */
public enum Exposure {
  /** Everybody, at its URL. */
  PUBLIC,
  /** The services of its own project, by its name and port. */
  INTERNAL;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Both, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(Exposure::wire).collect(Collectors.joining(", "));
  }

  public static Optional<Exposure> fromWire(String wire) {
    return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
  }
}
