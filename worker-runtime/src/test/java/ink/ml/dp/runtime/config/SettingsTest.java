package ink.ml.dp.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.RegistryHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static Settings settings(Map<String, String> environment) {
    return new Settings(environment::get);
  }

  @Test
  void takesAValueOrAFilesText(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "from-the-file\n");
    Settings settings =
        settings(Map.of("A", " plain ", "B", file.toString(), "C", "/no/such/file"));
    assertThat(settings.require("A")).isEqualTo("plain");
    assertThat(settings.require("B")).isEqualTo("from-the-file");
    assertThat(settings.require("C")).isEqualTo("/no/such/file");
  }

  @Test
  void takesPemText() {
    String pem = "-----BEGIN X-----\nabc\n-----END X-----";
    assertThat(settings(Map.of("KEY", pem)).require("KEY")).isEqualTo(pem);
  }

  @Test
  void namesWhatIsMissingOrBadAndNeverItsValue() {
    Settings settings =
        settings(Map.of("HOST", "http://secret", "NUMBER", "se:cret", "BLANK", " "));
    assertThatThrownBy(() -> settings.require("GONE")).hasMessage("GONE is not set");
    assertThatThrownBy(() -> settings.require("BLANK")).hasMessage("BLANK is not set");
    assertThatThrownBy(() -> settings.require("HOST", RegistryHost::new))
        .hasMessage("HOST must be host or host:port, without a scheme or path");
    assertThatThrownBy(() -> settings.find("NUMBER", text -> new Port(Integer.parseInt(text))))
        .hasMessage("NUMBER is not valid");
  }
}
