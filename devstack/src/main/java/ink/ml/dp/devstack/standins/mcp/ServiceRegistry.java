package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The services that the API knows. */
final class ServiceRegistry {
  record Services(@JsonProperty("services") List<RegisteredService> services) {
    Services {
      services = List.copyOf(services);
    }

    Optional<RegisteredService> byId(String id) {
      return services.stream().filter(s -> s.serviceId().equals(id)).findFirst();
    }

    Services with(RegisteredService service) {
      List<RegisteredService> changed = new ArrayList<>(without(service.serviceId()).services);
      changed.add(service);
      return new Services(changed);
    }

    Services without(String id) {
      return new Services(services.stream().filter(s -> !s.serviceId().equals(id)).toList());
    }
  }

  private final StateFile<Services> file;

  private ServiceRegistry(StateFile<Services> file) {
    this.file = file;
  }

  static ServiceRegistry open(Path file) throws IOException {
    return new ServiceRegistry(StateFile.open(file, Services.class, new Services(List.of())));
  }

  List<RegisteredService> all() {
    return file.get().services();
  }

  /**
   * @throws HttpError 404 when there is none
   */
  RegisteredService get(String id) {
    return file.get().byId(id).orElseThrow(() -> new HttpError(404, "no such service"));
  }

  /** The service of that tenant, project and name, with a new ID where there is none. */
  RegisteredService register(String tenant, String project, String name) {
    String id = newId();
    Services changed =
        file.update(
            known ->
                known.services().stream().anyMatch(s -> s.is(tenant, project, name))
                    ? known
                    : known.with(RegisteredService.first(id, tenant, project, name)));
    return changed.services().stream()
        .filter(s -> s.is(tenant, project, name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Changes one service.
   *
   * @throws HttpError 404 when there is none
   */
  RegisteredService change(String id, UnaryOperator<RegisteredService> change) {
    return file.update(
            known ->
                known.with(
                    change.apply(
                        known.byId(id).orElseThrow(() -> new HttpError(404, "no such service")))))
        .byId(id)
        .orElseThrow();
  }

  void forget(String id) {
    file.update(known -> known.without(id));
  }

  private static String newId() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return "svc-" + HexFormat.of().formatHex(random);
  }
}
