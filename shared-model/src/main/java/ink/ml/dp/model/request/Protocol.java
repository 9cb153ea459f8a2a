package ink.ml.dp.model.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a service speaks on its port. */
public enum Protocol {
  /** HTTP/1.1. */
  HTTP,
  /** HTTP/2 without TLS, as gRPC servers speak it. */
  H2C,
  /** Anything that needs a connection; for services of the same project alone. */
  TCP;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All of them, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(Protocol::wire).collect(Collectors.joining(", "));
  }

  public static Optional<Protocol> fromWire(String wire) {
    return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
  }
}
