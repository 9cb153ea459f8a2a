package ink.ml.dp.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.runtime.temporal.QueueWorker;
import io.micronaut.context.annotation.Requires;
import io.temporal.testserver.TestServer;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ServerSocket;
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

  /** As when a class is missing, which is no exception but an error. */
  @Singleton
  @Requires(property = "unusable.queue")
  static final class UnusableQueue implements QueueWorker {
    @Override
    public String taskQueue() {
      return "unusable";
    }

    @Override
    public WorkerOptions.Builder options() {
      return WorkerOptions.newBuilder();
    }

    @Override
    public void register(io.temporal.worker.Worker worker) {
      throw new NoClassDefFoundError("a/class/that/is/Missing");
    }
  }

  @Test
  void aWorkerThatCannotPollEndsSoThatItIsStartedAnew() throws Exception {
    int port = freePort();
    try (TestServer.PortBoundTestServer _ = TestServer.createPortBoundServer(port)) {
      Process process =
          start(
              Map.of(
                  "TEMPORAL_ADDRESS",
                  "127.0.0.1:" + port,
                  "UNUSABLE_QUEUE",
                  "yes",
                  "GRPC_SERVER_PORT",
                  "0"));
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("cannot poll");
      assertThat(process.waitFor()).isEqualTo(1);
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
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
