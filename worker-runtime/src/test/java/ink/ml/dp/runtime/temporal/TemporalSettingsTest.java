package ink.ml.dp.runtime.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.setting.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemporalSettingsTest {
  @Test
  void defaultsToADevServerOnThisMachine() {
    assertThat(TemporalSettings.read(new Settings(name -> null)))
        .isEqualTo(
            new TemporalSettings(
                "127.0.0.1:7233", "default", Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void wantsBothHalvesOfACertificate() {
    Settings half = new Settings(Map.of("TEMPORAL_TLS_CERT", "pem")::get);
    assertThatThrownBy(() -> TemporalSettings.read(half))
        .hasMessage("TEMPORAL_TLS_KEY is not set, but its other half is");
  }

  @Test
  void refusesACertificateThatIsNone() {
    Settings bad = new Settings(Map.of("TEMPORAL_TLS_CERT", "pem", "TEMPORAL_TLS_KEY", "pem")::get);
    assertThatThrownBy(() -> new TemporalConnection(bad))
        .hasMessageStartingWith("TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY are not");
  }
}
