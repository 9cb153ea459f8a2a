package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.request.ServiceRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the API remembers of a service.
 *
 * @param sequence the highest that was given out
 * @param environments the versions that are kept, oldest first; never none
 * @param environmentCount how many versions there ever were
 * @param lastRequest the request that was sent last; null before the first
 */
public record RegisteredService(
    @JsonProperty("service_id") String serviceId,
    @JsonProperty("tenant") String tenant,
    @JsonProperty("project") String project,
    @JsonProperty("name") String name,
    @JsonProperty("sequence") long sequence,
    @JsonProperty("environments") List<Environment> environments,
    @JsonProperty("environment_count") int environmentCount,
    @JsonProperty("last_request") @Nullable ServiceRequest lastRequest) {
  /** How many versions of an environment are kept; an older one is gone. */
  static final int KEPT_ENVIRONMENTS = 5;

  public RegisteredService {
    environments = List.copyOf(environments);
  }

  static RegisteredService first(String serviceId, String tenant, String project, String name) {
    return new RegisteredService(
        serviceId, tenant, project, name, 0, List.of(new Environment("v1", List.of())), 1, null);
  }

  /** The environment of a version, or the newest; empty when that version is gone. */
  Optional<Environment> environment(Optional<String> version) {
    return version.isEmpty()
        ? Optional.of(environments.getLast())
        : environments.stream().filter(e -> e.version().equals(version.get())).findFirst();
  }

  @JsonIgnore
  RegisteredService nextSequence() {
    return new RegisteredService(
        serviceId,
        tenant,
        project,
        name,
        sequence + 1,
        environments,
        environmentCount,
        lastRequest);
  }

  RegisteredService withEnvironment(List<Variable> variables) {
    List<Environment> kept = new ArrayList<>(environments);
    kept.add(new Environment("v" + (environmentCount + 1), variables));
    if (kept.size() > KEPT_ENVIRONMENTS) {
      kept.removeFirst();
    }
    return new RegisteredService(
        serviceId, tenant, project, name, sequence, kept, environmentCount + 1, lastRequest);
  }

  /** The newest environment with some variables set otherwise, or set at all. */
  public List<Variable> variablesWith(List<Variable> changed) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    environments.getLast().variables().forEach(v -> variables.put(v.name(), v));
    changed.forEach(
        v -> {
          Variable before = variables.get(v.name());
          String availableAt = before == null ? v.availableAt() : before.availableAt();
          variables.put(v.name(), new Variable(v.name(), v.value(), availableAt));
        });
    return List.copyOf(variables.values());
  }

  RegisteredService withRequest(ServiceRequest request) {
    return new RegisteredService(
        serviceId, tenant, project, name, sequence, environments, environmentCount, request);
  }

  boolean is(String otherTenant, String otherProject, String otherName) {
    return tenant.equals(otherTenant) && project.equals(otherProject) && name.equals(otherName);
  }
}
