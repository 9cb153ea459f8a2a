package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.devstack.standins.http.AdminHttp;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.model.request.ServiceRequest;
import java.util.List;
import java.util.Optional;

/** What the devstack's command line and tests ask of the API stand-in. */
public final class McpAdmin {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AdminHttp http;

  public McpAdmin(AdminHttp http) {
    this.http = http;
  }

  /** Every service that was registered and not forgotten. */
  public List<RegisteredService> services() {
    return http.get("-/admin/services", new TypeReference<List<RegisteredService>>() {});
  }

  /** The service of that name; names are unique on the platform unless a test makes two. */
  public Optional<RegisteredService> find(String name) {
    return services().stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** The service of that tenant, project and name, with a new ID where there is none. */
  public RegisteredService register(String tenant, String project, String name) {
    return service(http.post("-/admin/services", new McpPages.ServiceBody(tenant, project, name)));
  }

  /** The service's next sequence, higher than every one before. */
  public long nextSequence(String serviceId) {
    return service(http.post(path(serviceId) + "/sequence", List.of())).sequence();
  }

  /** Keeps the request that was sent last, so that a redeploy by name can repeat it. */
  public void remember(String serviceId, ServiceRequest request) {
    http.put(path(serviceId) + "/request", request);
  }

  /**
   * Makes a new version of a service's environment.
   *
   * @return the version
   */
  public String setEnvironment(String serviceId, List<Variable> variables) {
    return service(
            http.put(path(serviceId) + "/environment", new McpPages.EnvironmentBody(variables)))
        .environments()
        .getLast()
        .version();
  }

  /** Forgets a service that was deleted; its name gets a new ID when it is registered again. */
  public void forget(String serviceId) {
    http.delete(path(serviceId));
  }

  public void setFault(Faults.Fault fault) {
    http.put("-/admin/faults", fault);
  }

  private static RegisteredService service(JsonNode answer) {
    return JSON.convertValue(answer, RegisteredService.class);
  }

  private static String path(String serviceId) {
    return "-/admin/services/" + serviceId;
  }
}
