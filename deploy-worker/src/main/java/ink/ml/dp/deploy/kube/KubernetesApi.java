package ink.ml.dp.deploy.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, through the connection and credentials that the Kubernetes client was
 * configured with.
 */
@Singleton
public final class KubernetesApi {
  static final ObjectMapper JSON = new ObjectMapper();

  /** An answer: its status, and its document or a missing node. */
  public record Answer(int status, JsonNode document) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    String message() {
      return document.path("message").asText("it answered " + status);
    }
  }

  /** How long a request may take; a little less than the shortest heartbeat timeout. */
  private static final Duration CALL = Duration.ofSeconds(10);

  /** Longer than the server keeps a watch open. */
  private static final Duration WATCH = Duration.ofSeconds(30);

  private final ApiClient client;
  private final OkHttpClient http;
  private final OkHttpClient watching;

  public KubernetesApi(ApiClient client) {
    this.client = client;
    // Requests share one HTTP/2 connection. Without pings, one whose other end is gone would be
    // kept for as long as TCP tries; without a pool of its own, it would be made without pings.
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .connectionPool(new ConnectionPool())
            .pingInterval(Duration.ofSeconds(5))
            .callTimeout(CALL)
            .build();
    this.watching = http.newBuilder().callTimeout(Duration.ZERO).readTimeout(WATCH).build();
  }

  /**
   * Sends one request.
   *
   * @param action what it is for, for the failure's message
   * @throws DeployException {@code KUBERNETES_UNAVAILABLE} when the server is away or overloaded
   */
  public Answer send(
      Action action, String method, String pathAndQuery, String type, @Nullable Object body) {
    try (Response response = http.newCall(request(method, pathAndQuery, type, body)).execute()) {
      String text = body(response).string();
      if (response.code() >= 500 || response.code() == 429) {
        throw unavailable(action, "the cluster answered " + response.code(), null);
      }
      return new Answer(response.code(), document(text));
    } catch (IOException e) {
      throw unavailable(action, "the cluster does not answer", e);
    }
  }

  /** The text of a sub-resource such as a log; empty when there is none. */
  public String text(String pathAndQuery) {
    try (Response response = http.newCall(request("GET", pathAndQuery, "", null)).execute()) {
      return response.isSuccessful() ? body(response).string() : "";
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Runs {@code onEvent} for each event of a watch, until the server ends it or the thread is
   * interrupted.
   *
   * @throws IOException when the server is away or does not let us watch
   */
  void watch(String pathAndQuery, Runnable onEvent) throws IOException {
    try (Response response = watching.newCall(request("GET", pathAndQuery, "", null)).execute();
        BufferedReader lines = new BufferedReader(body(response).charStream())) {
      if (!response.isSuccessful()) {
        throw new IOException("the watch was answered with " + response.code());
      }
      while (!Thread.currentThread().isInterrupted() && lines.readLine() != null) {
        onEvent.run();
      }
    }
  }

  private Request request(String method, String pathAndQuery, String type, @Nullable Object body) {
    Request.Builder request =
        new Request.Builder()
            .url(HttpUrl.get(client.getBasePath() + pathAndQuery))
            .header("Accept", "application/json")
            .method(
                method, body == null ? null : RequestBody.create(bytes(body), MediaType.get(type)));
    // A certificate or a mounted token is part of the HTTP client; a kubeconfig's token is not.
    if (client.getAuthentication("BearerToken") instanceof ApiKeyAuth token
        && token.getApiKey() != null) {
      request.header("Authorization", token.getApiKeyPrefix() + " " + token.getApiKey());
    }
    return request.build();
  }

  /** Never null in an answer to {@code execute}, which OkHttp's signature does not say. */
  private static ResponseBody body(Response response) {
    return Objects.requireNonNull(response.body());
  }

  private static byte[] bytes(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an object that is not JSON", e);
    }
  }

  static JsonNode document(String text) {
    try {
      return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static DeployException unavailable(
      Action action, String because, @Nullable Throwable cause) {
    return action.failed(FailureCode.KUBERNETES_UNAVAILABLE, because, cause);
  }
}
