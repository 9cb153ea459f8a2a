package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.process.JavaService;
import ink.ml.dp.devstack.process.JavaServices;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.Servers;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs at this moment.
 *
 * @param instance the ID in the names of containers and processes
 * @param services what is deployed
 */
public record PlatformStatus(
    @JsonProperty("instance") String instance,
    @JsonProperty("servers") List<ServerStatus> servers,
    @JsonProperty("services") List<DeployedService> services) {

  /**
   * One server or process.
   *
   * @param state {@code running}, {@code stopped}, or Docker's word for something between
   * @param address where it answers, or where its log is
   */
  public record ServerStatus(
      @JsonProperty("name") String name,
      @JsonProperty("state") String state,
      @JsonProperty("address") String address) {}

  public static PlatformStatus of(Platform platform) {
    List<ServerStatus> servers = new ArrayList<>();
    List<Containers.Found> containers =
        Platform.dockerAnswers() ? platform.containers().list() : List.of();
    for (ServerDefinition server : Servers.ALL) {
      String name = platform.instance().container(server.name());
      String state =
          containers.stream()
              .filter(found -> found.name().equals(name))
              .map(Containers.Found::state)
              .findFirst()
              .orElse("stopped");
      servers.add(new ServerStatus(server.name(), state, address(platform, server)));
    }
    List<JavaServices.Running> running = platform.processes().list();
    for (JavaService service : platform.services().all()) {
      boolean runs = running.stream().anyMatch(found -> found.name().equals(service.name()));
      servers.add(
          new ServerStatus(
              service.name(),
              runs ? "running" : "stopped",
              platform.processes().log(service.name()).toString()));
    }
    boolean cluster =
        containers.stream()
            .anyMatch(
                found ->
                    found.isRunning()
                        && found
                            .name()
                            .equals(platform.instance().container(Servers.CONTROL_NODE.name())));
    return new PlatformStatus(
        platform.instance().id(),
        servers,
        cluster ? DeployedService.list(platform.cluster(), platform.endpoints()) : List.of());
  }

  /** Whether everything runs. */
  public boolean isUp() {
    return servers.stream().allMatch(server -> server.state().equals("running"));
  }

  private static String address(Platform platform, ServerDefinition server) {
    Endpoints endpoints = platform.endpoints();
    return switch (server.name()) {
      case "registry" -> endpoints.registryUrl();
      case "registry-read" -> endpoints.registryReadUrl();
      case "hub" -> endpoints.hubUrl();
      case "buildkit" -> endpoints.buildkitAddress();
      case "temporal" -> endpoints.temporalAddress() + ", pages " + endpoints.temporalUi();
      case "k3s-1" -> "KUBECONFIG=" + platform.instance().kubeconfig();
      case "run-1" -> "http://<name>.%s:%d".formatted(Services.APPS_DOMAIN, endpoints.appsPort());
      default -> "";
    };
  }
}
