package ink.ml.dp.devstack.standins.mcp;

import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.http.LoopbackServer;
import ink.ml.dp.devstack.standins.http.Routes;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Serves the environment call of the API, as its OpenAPI document says. */
public final class McpApiServer implements AutoCloseable {
  private final LoopbackServer server;

  private McpApiServer(LoopbackServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param state where the services are kept
   * @param port 0 for a free one
   */
  public static McpApiServer start(Path state, StandInSecrets secrets, int port)
      throws IOException {
    ServiceRegistry services = ServiceRegistry.open(state.resolve("services.json"));
    Faults faults = new Faults();
    Routes routes =
        new Routes()
            .on(
                "GET",
                "/internal/v1/services/([^/]+)/environment",
                (exchange, path) -> {
                  faults.apply();
                  secrets.mcpApiToken().require(exchange);
                  environment(services, path.group(1), exchange);
                })
            .on("GET", "/healthz", (exchange, path) -> exchange.reply(200, Map.of("status", "ok")));
    new McpPages(services, faults).addTo(routes, secrets.adminToken());
    return new McpApiServer(LoopbackServer.start(port, routes));
  }

  private static void environment(ServiceRegistry services, String id, Exchange exchange)
      throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.reply(
        200,
        services
            .get(id)
            .environment(exchange.query("version"))
            .orElseThrow(() -> new HttpError(404, "that version of the environment is gone")));
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
