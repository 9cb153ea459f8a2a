package ink.ml.dp.builder.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The MCP API's environment call, for one environment. */
public final class EnvironmentServer implements AutoCloseable {
  public static final String TOKEN = "an-api-token-nobody-may-see";

  private final HttpServer http;
  private volatile Map<String, String> buildVariables = Map.of();
  private volatile Set<String> open = Set.of();
  private volatile String version = "v1";

  public EnvironmentServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/internal/v1/services/", this::answer);
    http.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** What builds see from now on; values must not need escaping in JSON. */
  public void set(String newVersion, Map<String, String> variables) {
    version = newVersion;
    buildVariables = new TreeMap<>(variables);
  }

  /** Which of them a build may keep. */
  public void open(String... names) {
    open = Set.of(names);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String variables =
          buildVariables.entrySet().stream()
              .map(
                  e ->
                      "{\"name\":\"%s\",\"value\":\"%s\",\"available_at\":\"build\",\"public\":%s}"
                          .formatted(e.getKey(), e.getValue(), open.contains(e.getKey())))
              .collect(Collectors.joining(","));
      byte[] body =
          "{\"version\":\"%s\",\"variables\":[%s]}"
              .formatted(version, variables)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
