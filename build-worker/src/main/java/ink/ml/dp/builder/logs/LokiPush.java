package ink.ml.dp.builder.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.runtime.http.HttpCaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends lines to Loki's push API. */
final class LokiPush {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpCaller HTTP = new HttpCaller(Duration.ofSeconds(10));

  private final URI url;

  LokiPush(URI url) {
    this.url = url;
  }

  /**
   * @return false when Loki will never take these lines: too old, too many, malformed
   * @throws IOException when it may take them later
   */
  boolean send(LogLabels labels, List<String> lines) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(labels, lines)))
            .build();
    int status = HTTP.exchange(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status / 100 == 2) {
      return true;
    }
    if (status == 400) {
      return false;
    }
    throw new IOException("Loki answered " + status);
  }

  static byte[] body(LogLabels labels, List<String> lines) throws IOException {
    List<List<Object>> values = new ArrayList<>();
    for (String line : lines) {
      values.add(value(labels, line));
    }
    return JSON.writeValueAsBytes(
        Map.of(
            "streams",
            List.of(
                Map.of(
                    "stream",
                    Map.of(
                        "job", "build",
                        "tenant", labels.tenant(),
                        "project", labels.project(),
                        "service", labels.service()),
                    "values",
                    values))));
  }

  private static List<Object> value(LogLabels labels, String line) {
    int space = line.indexOf(' ');
    String text = line.substring(space + 1);
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("commit", labels.commit());
    metadata.put("request_id", labels.requestId());
    metadata.put("service_id", labels.serviceId());
    int end = text.indexOf(' ');
    if (text.startsWith("#") && end > 1) {
      metadata.put("step", text.substring(1, end));
    }
    return List.of(nanos(line.substring(0, Math.max(space, 0))), text, metadata);
  }

  private static String nanos(String time) {
    try {
      Instant instant = Instant.parse(time);
      return "%d%09d".formatted(instant.getEpochSecond(), instant.getNano());
    } catch (DateTimeParseException _) {
      Instant now = Instant.now();
      return "%d%09d".formatted(now.getEpochSecond(), now.getNano());
    }
  }
}
