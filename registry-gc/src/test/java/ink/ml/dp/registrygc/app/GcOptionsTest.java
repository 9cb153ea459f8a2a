package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.setting.Description;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.kubernetes.TokenAccess;
import ink.ml.dp.registrygc.metrics.MetricsSink;
import ink.ml.dp.registrygc.metrics.OtlpMetrics;
import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GcOptionsTest {
  @Test
  void defaultsArePinned() {
    assertThat(settings(Map.of()))
        .isEqualTo(
            new GcSettings(
                new StoreLayout(Path.of("/var/lib/registry")),
                48,
                new RetentionSettings(
                    2,
                    CountMode.TAGS,
                    Duration.ofHours(24),
                    Duration.ofMinutes(15),
                    Duration.ofDays(14),
                    Duration.ofDays(7),
                    Duration.ofHours(72),
                    Duration.ofSeconds(60),
                    4,
                    List.of()),
                new SweepSettings(
                    Duration.ofSeconds(120),
                    List.of(
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60)),
                    Duration.ofHours(20),
                    Duration.ofHours(24),
                    10,
                    16,
                    8 << 20)));
  }

  @Test
  void everyWaitMayBeZeroAndTheCommandLineBeatsTheEnvironment() {
    GcSettings settings =
        settings(
            Map.of(
                "GC_SETTLE", "0s",
                "GC_RECONCILE", "0s",
                "GC_TRASH_AGE", "0s",
                "GC_EMPTY_DIRECTORY_AGE", "0s",
                "GC_MIN_AGE", "0s",
                "GC_BUSY_WINDOW", "0s",
                "GC_GONE_GRACE", "0s",
                "GC_KEEP", "7",
                "GC_COUNT", "digests",
                "GC_PIN", "dp-a-b/web:v*,dp-a-b/api:stable"),
            "--keep=3");
    assertThat(settings.sweep().settle()).isZero();
    assertThat(settings.sweep().reconcileAt()).containsExactly(Duration.ZERO);
    assertThat(settings.sweep().trashAge()).isZero();
    assertThat(settings.retention().minAge()).isZero();
    assertThat(settings.retention().keep()).isEqualTo(3);
    assertThat(settings.retention().count()).isEqualTo(CountMode.DIGESTS);
    assertThat(settings.retention().pins())
        .containsExactly(new Pin("dp-a-b/web:v*"), new Pin("dp-a-b/api:stable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --nonsense",
        "plan --min-age=often",
        "plan --pin=nothing",
        "restore",
        "restore --run=yesterday",
        "sweep"
      })
  void whatIsNotUnderstoodIsUsage(String line) {
    StringWriter err = new StringWriter();
    CommandLine command = GcCommand.commandLine(name -> null, OutputStream.nullOutputStream());
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute(line.split(" "))).isEqualTo(64);
    assertThat(err.toString()).startsWith("registry-gc: ").contains("next: ");
  }

  @Test
  void aStoreThatIsNotThereIsRefused() {
    ByteArrayOutputStream audit = new ByteArrayOutputStream();
    CommandLine command = GcCommand.commandLine(name -> null, audit);
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute("--root=/nowhere", "run", "--registry-stopped")).isEqualTo(2);
    assertThat(command.execute("plan", "--root=/nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("is this the right volume?");
    assertThat(audit.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GC_MIN_AGE,often,'must be a time such as 90s, 15m, 24h or 14d'",
    "GC_THREADS,0,must be 1 to 1024",
    "GC_COUNT,layers,must be tags or digests",
    "GC_PIN,nothing,'must be REPOSITORY:TAG or REPOSITORY@sha256:DIGEST, with * for anything'",
    "GC_REGISTRY,ftp://x,must be an http or https URL without credentials"
  })
  void everyRuleNamesItsVariableAndItsOption(String variable, String value, String rule) {
    StringWriter err = new StringWriter();
    CommandLine command =
        GcCommand.commandLine(Map.of(variable, value)::get, OutputStream.nullOutputStream());
    command.setErr(new PrintWriter(err, true));
    assertThat(command.execute("plan")).isEqualTo(64);
    assertThat(err.toString())
        .startsWith(
            "registry-gc: '%s': %s %s\n".formatted(SettingOptions.name(variable), variable, rule));
  }

  @Test
  void repeatedListsAddUp() {
    assertThat(settings(Map.of(), "--pin=a:b", "--pin=c:d,e:f").retention().pins())
        .containsExactly(new Pin("a:b"), new Pin("c:d"), new Pin("e:f"));
  }

  @Test
  void helpSaysWhatEachOptionIsFor() {
    assertThat(
            GcCommand.commandLine(name -> null, OutputStream.nullOutputStream()).getUsageMessage())
        .contains("--min-age=TIME")
        .contains("What is younger stays (default: 1d).")
        .contains("What --keep counts (default: tags).")
        .contains("--registry-stopped ")
        .contains("When 90 % of");
  }

  @Test
  void everyVariableIsInTheDocument(@TempDir Path directory) throws IOException {
    Settings settings = new Settings(Map.of("KUBERNETES_SERVICE_HOST", "10.43.0.1")::get);
    GcOptions.read(settings);
    assertThat(OtlpMetrics.read(settings, line -> {})).isEqualTo(MetricsSink.NONE);
    assertThatThrownBy(() -> TokenAccess.inCluster(settings, directory)).isNotNull();
    assertThat(Files.readString(Path.of("../docs/settings.md")))
        .contains("## registry-gc\n\n" + Description.table(settings.described()));
  }

  private static GcSettings settings(Map<String, String> environment, String... arguments) {
    CommandLine command = GcCommand.commandLine(environment::get, OutputStream.nullOutputStream());
    command.parseArgs(arguments);
    return command.<GcCommand>getCommand().options().settings();
  }
}
