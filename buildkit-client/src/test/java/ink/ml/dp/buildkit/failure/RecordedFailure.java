package ink.ml.dp.buildkit.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.progress.ProgressTracker;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon said of a build, and what it means.
 *
 * @param from what was wrong with the build
 * @param expected the simple name of a {@link BuildFailure}
 * @param told what whoever asked for the build must be told
 */
public record RecordedFailure(String from, String expected, Told told, FailureEvidence evidence) {
  /**
   * What is told of a failure.
   *
   * @param code of the platform
   * @param blame as it goes over the wire
   * @param line of the Dockerfile, or the first and the last, with a hyphen; empty for none
   */
  public record Told(String code, String blame, String line) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads lines of JSON. */
  public static List<RecordedFailure> read(Path file) throws IOException {
    List<RecordedFailure> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(of(JSON.readTree(line)));
    }
    return rows;
  }

  private static RecordedFailure of(JsonNode row) {
    List<FailureEvidence.Detail> details = new ArrayList<>();
    row.path("details")
        .forEach(
            d -> details.add(new FailureEvidence.Detail(d.path("type").asText(), d.path("value"))));
    return new RecordedFailure(
        row.path("from").asText(),
        row.path("expected").asText(),
        new Told(
            row.path("told").path("code").asText(),
            row.path("told").path("blame").asText(),
            row.path("told").path("line").asText()),
        new FailureEvidence(
            false,
            false,
            Code.valueOf(row.path("code").asText()),
            row.path("text").asText(),
            details));
  }

  public BuildFailure failure() {
    return FailureClassifier.classify(evidence, new ProgressTracker(_ -> {}));
  }

  public boolean isRight() {
    return evidence.code() == Code.OK
        ? expected.equals("nothing")
        : failure().getClass().getSimpleName().equals(expected);
  }

  @Override
  public String toString() {
    return "%s: %s, not %s: %s %s"
        .formatted(
            from,
            evidence.code() == Code.OK ? "nothing" : failure().getClass().getSimpleName(),
            expected,
            evidence.code(),
            evidence.text());
  }
}
