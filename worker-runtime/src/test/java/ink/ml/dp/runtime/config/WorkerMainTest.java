package ink.ml.dp.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker's process of its own, as an operator starts it. */
@Timeout(60)
final class WorkerMainTest {
  /** A worker without any queue: it reads how to reach Temporal, and that is enough. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) {
      WorkerMain.run(Worker.class, arguments);
    }
  }

  @Test
  void aSettingThatIsMissingEndsTheStartWithOneLineThatNamesIt() throws Exception {
    Process process = start(Map.of("TEMPORAL_TLS_CERT", "/no/such/file"));
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("Worker: cannot start: TEMPORAL_TLS_")
        .hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(WorkerMain.EXIT_CONFIGURATION);
  }

  private static Process start(Map<String, String> settings) throws Exception {
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName()));
    builder.environment().clear();
    builder.environment().putAll(settings);
    return builder.redirectErrorStream(true).start();
  }
}
