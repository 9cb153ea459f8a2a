package ink.ml.dp.buildkit.failure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.rpc.Status;
import ink.ml.dp.buildkit.SourceLocation;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a failure.
 *
 * @param cancelled whether we asked for the end
 * @param sessionLost whether the session ended before the build
 * @param code of the solve's status
 * @param text of the solve's status
 * @param details that came with it
 */
public record FailureEvidence(
    boolean cancelled, boolean sessionLost, Code code, String text, List<Detail> details) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPES = "github.com/moby/buildkit/";

  /**
   * A typed detail.
   *
   * @param type such as {@code errdefs.Source+json}
   */
  public record Detail(String type, JsonNode value) {}

  public FailureEvidence {
    details = List.copyOf(details);
  }

  /** Reads what a call ended with. */
  public static FailureEvidence of(Throwable error, boolean cancelled, boolean sessionLost) {
    io.grpc.Status status = io.grpc.Status.fromThrowable(error);
    Status rich = StatusProto.fromThrowable(error);
    List<Detail> details = new ArrayList<>();
    if (rich != null) {
      rich.getDetailsList().forEach(any -> read(any).ifPresent(details::add));
    }
    String text = status.getDescription() == null ? "" : status.getDescription();
    return new FailureEvidence(cancelled, sessionLost, status.getCode(), text, details);
  }

  /** The values are JSON text, whatever the envelope promises. */
  static Optional<Detail> read(Any any) {
    String url = any.getTypeUrl();
    String type = url.startsWith(TYPES) ? url.substring(TYPES.length()) : url;
    try {
      return Optional.of(new Detail(type, JSON.readTree(any.getValue().toStringUtf8())));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /** The first detail of a type. */
  Optional<JsonNode> detail(String type) {
    return details.stream().filter(d -> d.type().equals(type)).map(Detail::value).findFirst();
  }

  /** The failing vertex as the daemon names it. */
  Optional<String> vertex() {
    return detail("errdefs.Vertex+json")
        .map(vertex -> vertex.path("digest").asText())
        .filter(digest -> !digest.isEmpty());
  }

  /** How a step's command ended; a zero is left out on the wire. */
  Optional<Integer> exitCode() {
    return detail("gatewayapi.ExitMessage+json").map(message -> message.path("Code").asInt());
  }

  /** Where in the Dockerfile; a command of several lines has a range for each. */
  Optional<SourceLocation> location() {
    return detail("errdefs.Source+json").flatMap(FailureEvidence::location);
  }

  private static Optional<SourceLocation> location(JsonNode source) {
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (JsonNode range : source.path("ranges")) {
      int start = range.path("start").path("line").asInt();
      first = Math.min(first, start);
      last = Math.max(last, Math.max(start, range.path("end").path("line").asInt()));
    }
    if (last == 0) {
      return Optional.empty();
    }
    String filename = source.path("info").path("filename").asText("Dockerfile");
    return Optional.of(new SourceLocation(filename, Math.max(first, 1), last));
  }
}
