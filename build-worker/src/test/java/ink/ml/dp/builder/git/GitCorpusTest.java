package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.failure.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong with git hosts, made to go wrong on real ones, and whose fault it is. {@code
 * git.jsonl} says for each case what must be told; {@code heard} is what was recorded of the host
 * and of JGit. What is heard today is written to {@code target}.
 */
class GitCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/failures/git.jsonl");
  private static final Path HEARD = Path.of("target/git.jsonl");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void everyFailureIsTakenForWhatItIs() throws Exception {
    Map<String, JsonNode> expected = expected();
    Map<String, GitCases.Ask> cases = GitCases.all();
    assertThat(cases.keySet()).as("the cases of the corpus").isEqualTo(expected.keySet());
    List<String> wrong = new ArrayList<>();
    StringBuilder heard = new StringBuilder();
    for (Map.Entry<String, GitCases.Ask> one : cases.entrySet()) {
      Path own = Files.createTempDirectory(directory, "case-");
      Throwable failure;
      try (CorpusHost host = new CorpusHost(own)) {
        failure = catchThrowable(() -> one.getValue().of(host));
      }
      ObjectNode row = told(one.getKey(), failure);
      heard.append(JSON.writeValueAsString(row)).append('\n');
      JsonNode right = Objects.requireNonNull(expected.get(one.getKey()));
      String sentence = failure instanceof DeployException e ? e.sentence() : "";
      if (!meaning(row).equals(meaning(right))
          || !sentence.contains(right.path("names").asText())) {
        wrong.add("%s: expected %s, but %s %s".formatted(one.getKey(), right, row, sentence));
      }
    }
    Files.writeString(HEARD, heard);
    assertThat(wrong).isEmpty();
  }

  private static Map<String, JsonNode> expected() throws IOException {
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(CORPUS)) {
      JsonNode row = JSON.readTree(line);
      rows.put(row.path("from").asText(), row);
    }
    return rows;
  }

  private static ObjectNode told(String from, Throwable failure) {
    ObjectNode row = JSON.createObjectNode().put("from", from);
    if (failure instanceof DeployException e) {
      row.put("code", e.code().wire()).put("blame", e.code().blame().wire());
      e.retryAfter().ifPresent(wait -> row.put("retry_after", wait.toSeconds()));
      row.put(
          "heard",
          Stream.iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
              .map(Throwable::toString)
              .collect(Collectors.joining(" < "))
              .replaceAll("127\\.0\\.0\\.1:[0-9]+", "HOST"));
    } else {
      row.put("code", String.valueOf(failure)).put("blame", "nobody");
    }
    return row;
  }

  private static List<String> meaning(JsonNode row) {
    return List.of(
        row.path("code").asText(),
        row.path("blame").asText(),
        row.path("retry_after").asText("none"));
  }
}
