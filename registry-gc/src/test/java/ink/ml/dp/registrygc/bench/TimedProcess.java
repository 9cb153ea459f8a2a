package ink.ml.dp.registrygc.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a program ran.
 *
 * @param seconds from its start to its end
 * @param peakMib the most memory it had at once, in MiB, looked at every 20 ms
 */
record TimedProcess(double seconds, double peakMib) {
  private static final long LOOK_MILLIS = 20;
  private static final String PEAK = "VmHWM:";

  /**
   * Runs a program to its end.
   *
   * @param log where its output goes; its errors go beside it, to a name that ends with {@code
   *     .err}
   * @throws IllegalStateException with its errors, when it does not end well
   */
  static TimedProcess run(List<String> command, Path log) throws IOException, InterruptedException {
    Path errors = log.resolveSibling(log.getFileName() + ".err");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(log.toFile())
            .redirectError(errors.toFile())
            .start();
    double peak = 0;
    do {
      peak = Math.max(peak, peakMib(process.pid()));
    } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          command.getFirst()
              + " ended with "
              + process.exitValue()
              + ": "
              + Files.readString(errors));
    }
    return new TimedProcess(seconds, peak);
  }

  /** Zero once it has ended. */
  private static double peakMib(long pid) {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
