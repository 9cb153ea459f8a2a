package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.standins.http.BearerToken;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.http.Routes;
import ink.ml.dp.model.request.ServiceRequest;
import java.util.List;
import java.util.Map;

/** The API's own pages, for the devstack's command line and tests: {@code /-/admin/…}. */
final class McpPages {
  record ServiceBody(
      @JsonProperty("tenant") String tenant,
      @JsonProperty("project") String project,
      @JsonProperty("name") String name) {}

  record EnvironmentBody(@JsonProperty("variables") List<Variable> variables) {}

  private static final String SERVICE = "/-/admin/services/([^/]+)";

  private final ServiceRegistry services;
  private final Faults faults;

  McpPages(ServiceRegistry services, Faults faults) {
    this.services = services;
    this.faults = faults;
  }

  void addTo(Routes routes, BearerToken admin) {
    routes
        .on(
            "GET",
            "/-/admin/services",
            admin,
            (exchange, path) -> exchange.reply(200, services.all()))
        .on(
            "POST",
            "/-/admin/services",
            admin,
            (exchange, path) -> {
              ServiceBody body = exchange.json(ServiceBody.class);
              exchange.reply(200, services.register(body.tenant(), body.project(), body.name()));
            })
        .on(
            "POST",
            SERVICE + "/sequence",
            admin,
            (exchange, path) ->
                exchange.reply(
                    200, services.change(path.group(1), RegisteredService::nextSequence)))
        .on(
            "PUT",
            SERVICE + "/request",
            admin,
            (exchange, path) -> {
              ServiceRequest request = exchange.json(ServiceRequest.class);
              exchange.reply(
                  200, services.change(path.group(1), service -> service.withRequest(request)));
            })
        .on(
            "PUT",
            SERVICE + "/environment",
            admin,
            (exchange, path) -> {
              List<Variable> variables = exchange.json(EnvironmentBody.class).variables();
              exchange.reply(
                  200,
                  services.change(path.group(1), service -> service.withEnvironment(variables)));
            })
        .on(
            "DELETE",
            SERVICE,
            admin,
            (exchange, path) -> {
              services.forget(path.group(1));
              exchange.reply(200, Map.of());
            })
        .on(
            "PUT",
            "/-/admin/faults",
            admin,
            (exchange, path) -> {
              faults.set(exchange.json(Faults.Fault.class));
              exchange.reply(200, Map.of());
            });
  }
}
