package ink.ml.dp.devstack.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.process.JavaServices;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.Servers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
   * @param since when it was started, or the container made, as RFC 3339; null when it does not run
   * @param address where it answers, or where its log is
   */
  public record ServerStatus(
      @JsonProperty("name") String name,
      @JsonProperty("state") String state,
      @JsonProperty("since") @Nullable String since,
      @JsonProperty("address") String address) {}

  public static PlatformStatus of(Platform platform) {
    List<ServerStatus> servers = new ArrayList<>();
    List<Containers.Found> containers =
        Platform.dockerAnswers() ? platform.containers().list() : List.of();
    for (ServerDefinition server : platform.blueprint().servers()) {
      String name = platform.instance().container(server.name());
      Optional<Containers.Found> found =
          containers.stream().filter(container -> container.name().equals(name)).findFirst();
      servers.add(
          new ServerStatus(
              server.name(),
              found.map(Containers.Found::state).orElse("stopped"),
              found
                  .filter(Containers.Found::isRunning)
                  .map(container -> container.created().toString())
                  .orElse(null),
              platform.address(server)));
    }
    List<JavaServices.Running> running = platform.processes().list();
    for (String service : platform.services().names()) {
      Optional<JavaServices.Running> found =
          running.stream().filter(one -> one.name().equals(service)).findFirst();
      servers.add(
          new ServerStatus(
              service,
              found.isPresent() ? "running" : "stopped",
              found
                  .flatMap(one -> one.process().info().startInstant())
                  .map(Instant::toString)
                  .orElse(null),
              platform.processes().log(service).toString()));
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

  /** The same with this tenant's services alone. */
  public PlatformStatus of(String tenant) {
    return new PlatformStatus(
        instance,
        servers,
        services.stream().filter(service -> service.tenant().equals(tenant)).toList());
  }

  /** Whether everything runs. */
  public boolean isUp() {
    return servers.stream().allMatch(server -> server.state().equals("running"));
  }
}
