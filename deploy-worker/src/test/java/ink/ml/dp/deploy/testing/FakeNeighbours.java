package ink.ml.dp.deploy.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The MCP API with an environment for every service, and a registry that has every image. */
public final class FakeNeighbours implements AutoCloseable {
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final Map<String, Map<String, String>> environments = new ConcurrentHashMap<>();
  private final HttpServer server;

  public FakeNeighbours() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(Thread::startVirtualThread);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The registry does not have this image of the service any more. */
  public void lose(Identities service, String digest) {
    gone.add(service.name() + "/manifests/" + digest);
  }

  /** What the service's environment is from now on, in every version. */
  public void environment(String serviceId, Map<String, String> variables) {
    environments.put(serviceId, Map.copyOf(variables));
  }

  /** Nothing can be read of the service's environment any more. */
  public void setEnvironmentAway(String serviceId) {
    away.add(serviceId);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", -1);
      if (path[1].equals("v2")) {
        manifest(exchange, path[path.length - 1], String.join("/", path));
      } else {
        environment(exchange, path[4]);
      }
    }
  }

  private void manifest(HttpExchange exchange, String digest, String path) throws IOException {
    boolean lost = gone.stream().anyMatch(path::endsWith);
    exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
    exchange.sendResponseHeaders(lost ? 404 : 200, -1);
  }

  private void environment(HttpExchange exchange, String serviceId) throws IOException {
    if (away.contains(serviceId)) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    Map<String, String> variables =
        new TreeMap<>(environments.getOrDefault(serviceId, Map.of("GREETING", "hello")));
    String list =
        variables.entrySet().stream()
            .map(e -> "{\"name\":\"%s\",\"value\":\"%s\"}".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(","));
    byte[] body =
        "{\"version\":\"v1\",\"variables\":[%s]}".formatted(list).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
