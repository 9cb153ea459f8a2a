package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static GcSettings settings(Map<String, String> environment, String... arguments) {
    CommandLine command = GcCommand.commandLine(environment::get, OutputStream.nullOutputStream());
    command.parseArgs(arguments);
    return command.<GcCommand>getCommand().options().settings();
  }
}
