package ink.ml.dp.devstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a short program to its end. */
public final class Command {
  private Command() {}

  /**
   * How a program ended.
   *
   * @param output standard output and standard error, as they came
   */
  public record Result(int exitCode, String output) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** Runs a program that must succeed, and answers its output without the last line's end. */
  public static String output(Duration limit, String... command) {
    Result result = run(limit, "", command);
    if (!result.succeeded()) {
      throw new CommandException(String.join(" ", command), result.output().strip());
    }
    return result.output().stripTrailing();
  }

  /**
   * Runs a program with the given standard input.
   *
   * @throws CommandException when it cannot be started or takes longer than {@code limit}; it is
   *     stopped then
   */
  public static Result run(Duration limit, String input, String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(
              () -> read(process), task -> Thread.ofVirtual().start(task));
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException ended) {
        // The program ended without reading its input; its exit code and output say why.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new CommandException(
            String.join(" ", command), "it took longer than " + limit.toSeconds() + " s");
      }
      return new Result(process.exitValue(), output.join());
    } catch (IOException e) {
      throw new CommandException(String.join(" ", command), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(String.join(" ", command), "it was interrupted");
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
