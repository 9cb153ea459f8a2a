package ink.ml.dp.registrygc.registry;

import java.util.Optional;

/** Reads the gauge of requests in flight from the registry's metrics. */
final class InFlight {
  private static final String MANIFESTS = "registry_http_in_flight_requests{handler=\"manifest\"}";

  private InFlight() {}

  /**
   * How many requests for manifests are in flight, or empty when the metrics do not say. The
   * registry names the gauge only after the first such request, so that a silent one counts as
   * unknown.
   */
  static Optional<Double> manifests(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(MANIFESTS))
        .map(line -> line.substring(MANIFESTS.length()).strip())
        .findFirst()
        .flatMap(InFlight::number);
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
