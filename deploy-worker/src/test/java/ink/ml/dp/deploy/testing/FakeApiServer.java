package ink.ml.dp.deploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ink.ml.dp.deploy.testing.ObjectStore.Answer;
import ink.ml.dp.deploy.testing.ObjectStore.Event;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An API server without a cluster behind it: it keeps objects, versions and preconditions, and does
 * nothing about them. What it has in common with the real one is what the suites that run against
 * both ask for.
 */
public final class FakeApiServer implements AutoCloseable {
  private final ObjectStore objects = new ObjectStore();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Queue<Answer> refusals = new ConcurrentLinkedQueue<>();

  public FakeApiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public ApiClient client() {
    return new ApiClient().setBasePath("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Refuses the next write, whatever it is. */
  public void refuseNextWrite(int status, String message) {
    refusals.add(Answer.refused(status, message));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String selector = parameter(exchange, "labelSelector");
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("true".equals(parameter(exchange, "watch"))) {
        watch(exchange, path, selector);
        return;
      }
      JsonNode document =
          ObjectStore.JSON.readTree(body.length == 0 ? new byte[] {'{', '}'} : body);
      Answer refusal = exchange.getRequestMethod().equals("GET") ? null : refusals.poll();
      Answer answer =
          refusal != null
              ? refusal
              : switch (exchange.getRequestMethod()) {
                case "GET" -> isCollection(path) ? objects.list(path, selector) : objects.get(path);
                case "POST" -> objects.create(path, (ObjectNode) document);
                case "PUT" -> objects.replace(path, (ObjectNode) document);
                case "PATCH" -> objects.apply(path, (ObjectNode) document);
                case "DELETE" -> objects.delete(path, document);
                default -> Answer.refused(405, "no such method");
              };
      byte[] text = ObjectStore.JSON.writeValueAsBytes(answer.document());
      exchange.sendResponseHeaders(answer.status(), text.length);
      exchange.getResponseBody().write(text);
    }
  }

  private void watch(HttpExchange exchange, String collection, String selector) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    int seen = 0;
    try {
      while (true) {
        for (Event event : objects.eventsFrom(seen)) {
          seen++;
          if (event.path().startsWith(collection + "/")
              && ObjectStore.matches(event.object(), selector)) {
            ObjectNode line = ObjectStore.JSON.createObjectNode().put("type", event.type());
            line.set("object", event.object());
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code /api/v1/namespaces/x/configmaps}, and the namespaces themselves. */
  private static boolean isCollection(String path) {
    String[] parts = path.split("/", -1);
    int resource = parts[1].equals("api") ? 3 : 4;
    int depth = parts.length - resource;
    return depth == 1 || depth == 3;
  }

  private static String parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        }
      }
    }
    return "";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
