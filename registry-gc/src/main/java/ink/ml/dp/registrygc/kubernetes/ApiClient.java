package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.kubernetes.ListParser.Page;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lists objects, page by page. Everything that is not a complete answer is an error: there is no
 * second attempt either, because a list that is begun anew in the middle may have holes.
 */
final class ApiClient implements AutoCloseable {
  private final ApiAccess access;
  private final int pageSize;
  private final Duration limit;
  private final HttpClient http;
  private final ScheduledThreadPoolExecutor clock;

  /**
   * @param pageSize objects in a page
   * @param limit for one page, from the request to the last byte
   */
  ApiClient(ApiAccess access, int pageSize, Duration limit) {
    this.access = access;
    this.pageSize = pageSize;
    this.limit = limit;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limit)
            // Never by way of a proxy that the environment names: it would see the token.
            .proxy(HttpClient.Builder.NO_PROXY);
    access.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
    this.clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
  }

  /**
   * Every object of a kind.
   *
   * @param items called once for each
   * @throws RootsUnavailableException when any page is missing, incomplete or refused
   */
  void list(Resource resource, Consumer<Item> items) {
    Action tried = new Action("list " + resource.plural() + " of the cluster");
    String token = "";
    do {
      Page page = page(tried, resource, token, items);
      if (page.token().isEmpty() && page.remaining() > 0) {
        throw new RootsUnavailableException(tried, "the API server ended the list before its end");
      }
      if (!token.isEmpty() && page.token().equals(token)) {
        throw new RootsUnavailableException(tried, "the API server answers the same page again");
      }
      token = page.token();
    } while (!token.isEmpty());
  }

  private Page page(Action tried, Resource resource, String token, Consumer<Item> items) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(access.server() + resource.page(pageSize, token)))
            .timeout(limit)
            .header("Accept", "application/json");
    access.bearer().get().ifPresent(value -> request.header("Authorization", "Bearer " + value));
    try {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        // The request's own timeout ends with the headers (JDK-8208693).
        ScheduledFuture<?> stop =
            clock.schedule(() -> close(body), limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
          if (response.statusCode() != 200) {
            throw new RootsUnavailableException(
                tried, ApiFailure.sentence(response.statusCode(), body));
          }
          return ListParser.read(body, resource.listKind(), items);
        } finally {
          stop.cancel(false);
        }
      }
    } catch (IOException e) {
      throw new RootsUnavailableException(
          tried, "the API server " + access.server() + " gave no complete answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RootsUnavailableException(tried, "the job is being stopped", e);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException _) {
      // Whoever reads it is told.
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    http.shutdownNow();
  }
}
