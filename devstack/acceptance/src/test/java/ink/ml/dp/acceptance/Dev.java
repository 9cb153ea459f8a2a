package ink.ml.dp.acceptance;

import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as a person starts it: {@code ./dev}, a process of its own. */
final class Dev {
  private final Path outputs;
  private final String instance;

  /**
   * @param outputs where what it prints is kept
   * @param instance the platform that it is about
   */
  Dev(Path outputs, String instance) {
    this.outputs = outputs;
    this.instance = instance;
  }

  /** A command that runs or has ended. */
  record Running(Process process, Path out, Path err) {
    List<String> stdout() {
      return lines(out);
    }

    List<String> stderr() {
      return lines(err);
    }

    void awaitLine(String text) {
      Await.until(
          "./dev prints " + text,
          () -> {
            if (stderr().stream().anyMatch(line -> line.contains(text))) {
              return true;
            }
            if (!process.isAlive()) {
              throw new AssertionError("./dev ended without printing " + text + ": " + stderr());
            }
            return false;
          });
    }

    int exitCode() {
      try {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("./dev does not end; it has printed " + stderr());
        }
        return process.exitValue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    /** Sends a signal to the command and to whatever it has started, as a terminal does. */
    void signalGroup(String signal) {
      Command.output(Duration.ofSeconds(10), "kill", "-s", signal, "--", "-" + process.pid());
    }

    private static List<String> lines(Path file) {
      try {
        return Files.readAllLines(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Runs a command to its end. */
  Running run(String... arguments) {
    Running running = start(arguments);
    running.exitCode();
    return running;
  }

  /**
   * Starts a command, as the leader of a process group of its own. Ctrl-C reaches it also where
   * these tests run in the background, with the signal ignored.
   */
  Running start(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("env", "--default-signal=INT", "setsid", "./dev"));
    command.addAll(Arrays.asList(arguments));
    try {
      Path out = Files.createTempFile(outputs, "stdout", ".txt");
      Path err = Files.createTempFile(outputs, "stderr", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(TestPlatform.root().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("DEVSTACK_INSTANCE", instance);
      builder.environment().put("DEVSTACK_PREBUILT", "1");
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
