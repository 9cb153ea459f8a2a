package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
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
    for (ServerDefinition server : platform.blueprint().servers()) {
      String name = platform.instance().container(server.name());
      String state =
          containers.stream()
              .filter(found -> found.name().equals(name))
              .map(Containers.Found::state)
              .findFirst()
              .orElse("stopped");
      servers.add(new ServerStatus(server.name(), state, platform.address(server)));
    }
    List<JavaServices.Running> running = platform.processes().list();
    for (String service : platform.services().names()) {
      boolean runs = running.stream().anyMatch(found -> found.name().equals(service));
      servers.add(
          new ServerStatus(
              service, runs ? "running" : "stopped", platform.processes().log(service).toString()));
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
}
