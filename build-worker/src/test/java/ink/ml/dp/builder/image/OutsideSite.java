package ink.ml.dp.builder.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web site of the attacker's. {@code /to?URL} redirects there; {@code /rebind/KEY} first changes
 * what its own name means, and redirects to {@code /landed}, which only another address than the
 * site's own serves.
 */
final class OutsideSite implements AutoCloseable {
  /** For so long Go's resolver answers from what it has read of a hosts file. */
  private static final long RESOLVER_REMEMBERS_MILLIS = 5_500;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String address;
  private final Map<String, Runnable> rebindings = new ConcurrentHashMap<>();

  /**
   * @param address where the daemons reach it
   */
  OutsideSite(String address) throws IOException {
    this.address = address;
    server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /**
   * @param change gives the name that the request asked for another meaning
   */
  void rebinding(String key, Runnable change) {
    rebindings.put(key, change);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getRawQuery();
      if (path.startsWith("/rebind/")) {
        Objects.requireNonNull(rebindings.get(path.substring("/rebind/".length()))).run();
        Thread.sleep(RESOLVER_REMEMBERS_MILLIS);
        redirect(exchange, "/landed");
      } else if (query != null) {
        redirect(exchange, query);
      } else if (path.equals("/landed")
          && exchange.getLocalAddress().getAddress().getHostAddress().equals(address)) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(302, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
