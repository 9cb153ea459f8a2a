package ink.ml.dp.buildkit.pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Docker's own matcher, in a Go program that runs beside the test. */
final class MatcherOracle implements AutoCloseable {
  private static final Path PROGRAM = Path.of("src/test/go/matcher").toAbsolutePath();

  record Question(List<String> patterns, List<String> paths) {}

  /** Letters for the paths in order: {@code y}, {@code n}, or {@code e} for an error. */
  record Answer(boolean invalid, String alone, String walked, String glob) {}

  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BufferedWriter to;
  private final BufferedReader from;

  private MatcherOracle(Process process) {
    this.process = process;
    to = process.outputWriter();
    from = process.inputReader();
  }

  /** Nothing where there is no Go. */
  static Optional<MatcherOracle> start() throws IOException {
    ProcessBuilder go =
        new ProcessBuilder("go", "run", ".")
            .directory(PROGRAM.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return Optional.of(new MatcherOracle(go.start()));
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No such file")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  Answer ask(Question question) throws IOException {
    to.write(json.writeValueAsString(question));
    to.newLine();
    to.flush();
    String line = from.readLine();
    if (line == null) {
      throw new AssertionError("the Go program ended at " + question);
    }
    return json.readValue(line, Answer.class);
  }

  @Override
  public void close() throws IOException {
    to.close();
    process.destroy();
  }
}
