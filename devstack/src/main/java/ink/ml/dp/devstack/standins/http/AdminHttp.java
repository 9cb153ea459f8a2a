package ink.ml.dp.devstack.standins.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Talks JSON to a stand-in's own pages. */
public final class AdminHttp {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;
  private final BearerToken token;

  /**
   * @param base ends with a slash
   */
  public AdminHttp(URI base, BearerToken token) {
    this.base = base;
    this.token = token;
  }

  public JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** The answer as a typed value. */
  public <T> T get(String path, TypeReference<T> type) {
    return JSON.convertValue(get(path), type);
  }

  public JsonNode put(String path, Object body) {
    return send("PUT", path, json(body));
  }

  public JsonNode post(String path, Object body) {
    return send("POST", path, json(body));
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  private static BodyPublisher json(Object body) {
    try {
      return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws HttpError with the stand-in's status and sentence when it is not a success
   */
  private JsonNode send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + token.value())
            .method(method, body)
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() >= 400) {
        throw new HttpError(response.statusCode(), answer.path("error").asText("no reason given"));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("tried to ask the stand-in at " + base + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpError(503, "interrupted", e);
    }
  }
}
