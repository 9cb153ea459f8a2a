package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void theGaugeOfManifestsIsRead() {
    String metrics =
        """
        # TYPE registry_http_in_flight_requests gauge
        registry_http_in_flight_requests{handler="blob"} 7
        registry_http_in_flight_requests{handler="manifest"} 2
        """;
    assertThat(InFlight.manifests(metrics)).contains(2.0);
    assertThat(InFlight.manifests("registry_other 1\n")).isEmpty();
    assertThat(InFlight.manifests("registry_http_in_flight_requests{handler=\"manifest\"} x"))
        .isEmpty();
  }
}
