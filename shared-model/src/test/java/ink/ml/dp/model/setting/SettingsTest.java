package ink.ml.dp.model.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.RegistryHost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final String MEANING = "what it is for";

  private enum Colour {
    RED,
    BLUE
  }

  private static Settings settings(Map<String, String> environment) {
    return new Settings(environment::get);
  }

  private static Setting<String> text(Settings settings, String name) {
    return settings.text(name, MEANING);
  }

  @Test
  void takesAValueOrAFilesText(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "from-the-file\n");
    Settings settings =
        settings(Map.of("A", " plain ", "B", file.toString(), "C", "/no/such/file"));
    assertThat(text(settings, "A").required()).isEqualTo("plain");
    assertThat(text(settings, "B").required()).isEqualTo("from-the-file");
    assertThat(text(settings, "C").required()).isEqualTo("/no/such/file");
    assertThat(settings(Map.of("B", file.toString())).path("B", MEANING).required())
        .isEqualTo(file);
  }

  @Test
  void takesPemText() {
    String pem = "-----BEGIN X-----\nabc\n-----END X-----";
    assertThat(text(settings(Map.of("KEY", pem)), "KEY").required()).isEqualTo(pem);
  }

  @Test
  void namesWhatIsMissingOrBadAndNeverItsValue() {
    Settings settings =
        settings(Map.of("HOST", "http://secret", "NUMBER", "se:cret", "BLANK", " "));
    assertThatThrownBy(() -> text(settings, "GONE").required()).hasMessage("GONE is not set");
    assertThatThrownBy(() -> text(settings, "BLANK").required()).hasMessage("BLANK is not set");
    assertThatThrownBy(() -> text(settings, "HOST").as("a host", RegistryHost::new).required())
        .hasMessage("HOST must be host or host:port, without a scheme or path");
    assertThatThrownBy(() -> settings.integer("NUMBER", MEANING).as("a port", Port::new).optional())
        .isInstanceOf(SettingException.class)
        .hasMessage("NUMBER must be a port");
  }

  @ParameterizedTest
  @CsvSource({
    "URL,ftp://x,must be an http or https URL without credentials",
    "URL,https://user:password@x,must be an http or https URL without credentials",
    "DIRECTORY,relative,must be an absolute path",
    "COLOUR,green,must be red or blue",
    "SLOTS,0,must be 1 to 100",
    "SLOTS,many,must be a whole number",
    "BYTES,-1,must be 0 or more",
    "WAIT_SECONDS,121,must be 1 to 120",
    "WAIT_SECONDS,soon,must be a whole number of seconds",
    "AGE,-1d,'must be a time such as 90s, 15m, 24h or 14d'",
    "AGE,40000d,must not be longer than 36500d",
    "FLAG,perhaps,must be true or false",
    "RULE,x,may not be x"
  })
  void everyRuleReachesTheOperator(String name, String value, String rule) {
    assertThatThrownBy(
            () -> Objects.requireNonNull(READS.get(name)).apply(settings(Map.of(name, value))))
        .isInstanceOf(SettingException.class)
        .hasMessage(name + " " + rule);
  }

  private static final Map<String, Function<Settings, Object>> READS =
      Map.of(
          "URL", s -> s.url("URL", MEANING).required(),
          "DIRECTORY", s -> s.absolutePath("DIRECTORY", MEANING).required(),
          "COLOUR", s -> s.choice("COLOUR", MEANING, Colour.class).required(),
          "SLOTS", s -> s.integer("SLOTS", MEANING).between(1, 100).required(),
          "BYTES", s -> s.number("BYTES", MEANING).min(0L).required(),
          "WAIT_SECONDS",
              s ->
                  s.duration("WAIT_SECONDS", MEANING)
                      .between(Duration.ofSeconds(1), Duration.ofSeconds(120))
                      .required(),
          "AGE", s -> s.duration("AGE", MEANING).required(),
          "FLAG", s -> s.flag("FLAG", MEANING),
          "RULE", s -> s.text("RULE", MEANING).as("a text", SettingsTest::refuse).required());

  private static String refuse(String value) {
    throw new InvalidValueException("may not be x");
  }

  @Test
  void readsEveryType() {
    Settings settings =
        settings(
            Map.of(
                "URL", "https://host/a/",
                "COLOUR", "Blue",
                "WAIT_SECONDS", "7",
                "AGE", "24h",
                "AGES", "0s, 90s",
                "NAMES", "a,, b",
                "FLAG", "TRUE"));
    assertThat(settings.url("URL", MEANING).required()).isEqualTo(URI.create("https://host/a"));
    assertThat(settings.choice("COLOUR", MEANING, Colour.class).required()).isEqualTo(Colour.BLUE);
    assertThat(settings.duration("WAIT_SECONDS", MEANING).required())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.duration("AGE", MEANING).required()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.durations("AGES", MEANING).required())
        .containsExactly(Duration.ZERO, Duration.ofSeconds(90));
    assertThat(settings.texts("NAMES", MEANING).required()).containsExactly("a", "b");
    assertThat(settings.flag("FLAG", MEANING)).isTrue();
  }

  @Test
  void halvesGoTogether() {
    assertThatThrownBy(() -> settings(Map.of("A", "x")).together("A", "B"))
        .hasMessage("B is not set, but its other half is");
    settings(Map.of()).together("A", "B");
  }

  @Test
  void describesWhatIsRead() {
    Settings settings = settings(Map.of("TOKEN", "x"));
    text(settings, "TOKEN").secret().required();
    settings
        .duration("WAIT_SECONDS", MEANING)
        .between(Duration.ofSeconds(1), Duration.ofMinutes(2))
        .orElse(Duration.ofMinutes(1));
    settings.duration("AGE", MEANING).orElse(Duration.ofDays(14));
    settings.durations("AGES", MEANING).orElse(List.of(Duration.ZERO, Duration.ofSeconds(90)));
    assertThat(settings.described())
        .extracting(Description::row)
        .containsExactly(
            "| `AGE` | time such as 90s, 15m, 24h or 14d | `14d` |  |  | what it is for |",
            "| `AGES` | list of times such as 90s, separated by commas | `0s,90s` |  |  | what it"
                + " is for |",
            "| `TOKEN` | text | required |  | secret | what it is for |",
            "| `WAIT_SECONDS` | whole number of seconds | `60` | 1 to 120 |  | what it is for |");
    assertThatThrownBy(() -> text(settings, "AGE").required())
        .isInstanceOf(IllegalStateException.class);
  }
}
