package ink.ml.dp.deploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.openapi.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Somebody else at the same API server: writes to our objects, and watches what we write. */
public final class Foreigner {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiClient client;
  private final OkHttpClient http;

  public Foreigner(ApiClient client) {
    this.client = client;
    this.http = client.getHttpClient().newBuilder().readTimeout(Duration.ZERO).build();
  }

  /** Puts an annotation of its own on an object. */
  public void annotate(String path, String name, String value) {
    String body = "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(name, value);
    Request request =
        new Request.Builder()
            .url(client.getBasePath() + path + "?fieldManager=somebody-else")
            .patch(
                RequestBody.create(
                    body.getBytes(StandardCharsets.UTF_8),
                    MediaType.get("application/merge-patch+json")))
            .build();
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new AssertionError("could not annotate " + path + ": " + response.code());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every version that the objects of a collection have while it is open, in order. */
  public History watch(String collection, String selector) {
    return new History(collection, selector);
  }

  /** See {@link #watch}. */
  public final class History implements AutoCloseable {
    private final List<JsonNode> versions = new CopyOnWriteArrayList<>();
    private final Call call;

    private History(String collection, String selector) {
      this.call =
          http.newCall(
              new Request.Builder()
                  .url(client.getBasePath() + collection + "?watch=true&labelSelector=" + selector)
                  .build());
      Thread.ofVirtual().start(this::read);
    }

    public List<JsonNode> versions() {
      return List.copyOf(versions);
    }

    /** Returns when a version like that was seen. */
    public void await(Predicate<JsonNode> wanted) throws InterruptedException {
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (versions.stream().noneMatch(wanted)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not seen in time; seen: " + versions.size());
        }
        Thread.sleep(10);
      }
    }

    private void read() {
      try (Response response = call.execute();
          BufferedReader lines =
              new BufferedReader(Objects.requireNonNull(response.body()).charStream())) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          versions.add(JSON.readTree(line).path("object"));
        }
      } catch (IOException closed) {
        // As it should be; what was not seen by then is missed by await.
      }
    }

    @Override
    public void close() {
      call.cancel();
    }
  }
}
