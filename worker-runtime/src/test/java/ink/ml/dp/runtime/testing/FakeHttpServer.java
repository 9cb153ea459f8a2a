package ink.ml.dp.runtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An HTTP server that answers what a test says, and remembers what it was asked. */
public final class FakeHttpServer implements AutoCloseable {
  /** What was asked. */
  public record Request(
      String method, String target, String authorization, String type, String body) {}

  /** What is answered. */
  public record Response(int status, String body, Map<String, String> headers) {
    public Response(int status, String body) {
      this(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  public FakeHttpServer(Function<Request, Response> answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Request request = read(exchange);
          requests.add(request);
          write(exchange, answer.apply(request));
        });
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Request> requests() {
    return requests;
  }

  private static Request read(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        String.valueOf(headers.getFirst("Authorization")),
        String.valueOf(headers.getFirst("Content-Type")),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static void write(HttpExchange exchange, Response response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    response.headers().forEach(exchange.getResponseHeaders()::add);
    boolean head = "HEAD".equals(exchange.getRequestMethod());
    exchange.sendResponseHeaders(response.status(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
