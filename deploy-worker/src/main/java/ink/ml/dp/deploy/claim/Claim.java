package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.request.RequestScope;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whose a name is, and which request was the last to say so.
 *
 * @param since when it came into this state
 * @param former the services that had or wanted the name before, with the newest request of each:
 *     an older one that comes late finds itself here
 */
record Claim(
    String name,
    String serviceId,
    String tenant,
    String project,
    long sequence,
    State state,
    Instant since,
    Map<String, PastOwner> former) {

  /** What became of the service. */
  enum State {
    LIVE,
    /** Its objects are being removed; nobody else may have the name yet. */
    DELETING,
    DELETED
  }

  /** The newest request of a service that does not have the name. */
  record PastOwner(long sequence, Instant since) {
    static PastOwner read(String text) {
      String[] parts = text.split(" ", 2);
      return new PastOwner(Long.parseLong(parts[0]), Instant.parse(parts[1]));
    }

    String write() {
      return sequence + " " + since;
    }
  }

  private static final String FORMER = "former.";
  private static final int MOST_FORMER = 100;

  /** What is done without a request. */
  static final RequestId SWEEP = new RequestId("sweep");

  Claim {
    former = Map.copyOf(former);
  }

  static Claim of(
      RequestScope identity, State state, Instant since, Map<String, PastOwner> former) {
    return new Claim(
        identity.name().value(),
        identity.serviceId().value(),
        identity.tenant().value(),
        identity.project().value(),
        identity.sequence().number(),
        state,
        since,
        former);
  }

  /** Whether the name is this service's, where it is now. */
  boolean isOf(RequestScope identity) {
    return serviceId.equals(identity.serviceId().value())
        && tenant.equals(identity.tenant().value())
        && project.equals(identity.project().value());
  }

  /** The newest request of this service that the claim knows of; 0 when it knows none. */
  long newestOf(RequestScope identity) {
    String id = identity.serviceId().value();
    PastOwner was = former.get(id);
    return Math.max(serviceId.equals(id) ? sequence : 0, was == null ? 0 : was.sequence());
  }

  /**
   * The same, with the newest request of a service that does not get the name, and without those
   * that were there before the time.
   */
  Claim withFormer(RequestScope identity, Instant now, Instant kept) {
    Map<String, PastOwner> more = new HashMap<>(former);
    more.values().removeIf(was -> was.since().isBefore(kept));
    more.put(identity.serviceId().value(), new PastOwner(identity.sequence().number(), now));
    return new Claim(name, serviceId, tenant, project, sequence, state, since, newest(more));
  }

  /** Whoever asks for a name of somebody else's must not be able to fill its object. */
  private static Map<String, PastOwner> newest(Map<String, PastOwner> former) {
    return former.entrySet().stream()
        .sorted(Comparator.comparing(was -> was.getValue().since(), Comparator.reverseOrder()))
        .limit(MOST_FORMER)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** The former services, this claim's own among them, that were there after that time. */
  Map<String, PastOwner> formerAfter(Instant time) {
    Map<String, PastOwner> kept = new HashMap<>(former);
    kept.put(serviceId, new PastOwner(sequence, since));
    kept.values().removeIf(was -> was.since().isBefore(time));
    return kept;
  }

  boolean isDead(Instant limit) {
    return state == State.DELETED && since.isBefore(limit);
  }

  /** What a sweep needs to know; a service of before there were records has one name. */
  Claims.Held held(Optional<ServiceRecord> service) {
    Claims.Held.State stands = stands(service);
    long ofService = service.map(ServiceRecord::sequence).orElse(0L);
    // As what took another name, and not as what took this one, is it left.
    long newest = stands == Claims.Held.State.STRAY ? ofService : Math.max(sequence, ofService);
    return new Claims.Held(
        new RequestScope(
            SWEEP,
            new Sequence(newest),
            new ServiceId(serviceId),
            new Tenant(tenant),
            new Project(project),
            new ServiceName(name),
            0),
        stands);
  }

  private Claims.Held.State stands(Optional<ServiceRecord> service) {
    return switch (state) {
      case DELETED -> Claims.Held.State.DELETED;
      case DELETING -> Claims.Held.State.DELETING;
      case LIVE -> {
        if (service.filter(ServiceRecord::deleted).isPresent()) {
          yield Claims.Held.State.DELETING;
        }
        boolean elsewhere =
            service.filter(s -> !s.name().equals(name) || !s.project().equals(project)).isPresent();
        yield elsewhere ? Claims.Held.State.STRAY : Claims.Held.State.CURRENT;
      }
    };
  }

  static Claim read(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    Map<String, PastOwner> former = new HashMap<>();
    data.properties().stream()
        .filter(entry -> entry.getKey().startsWith(FORMER))
        .forEach(
            entry ->
                former.put(
                    entry.getKey().substring(FORMER.length()),
                    PastOwner.read(entry.getValue().asText())));
    return new Claim(
        configMap.path("metadata").path("name").asText(),
        data.path("service_id").asText(),
        data.path("tenant").asText(),
        data.path("project").asText(),
        data.path("sequence").asLong(0),
        State.valueOf(data.path("state").asText().toUpperCase(Locale.ROOT)),
        Instant.parse(data.path("since").asText("1970-01-01T00:00:00Z")),
        former);
  }

  Manifest manifest(String namespace) {
    Map<String, String> data = new TreeMap<>();
    data.put("service_id", serviceId);
    data.put("tenant", tenant);
    data.put("project", project);
    data.put("sequence", Long.toString(sequence));
    data.put("state", state.name().toLowerCase(Locale.ROOT));
    data.put("since", since.toString());
    former.forEach((id, was) -> data.put(FORMER + id, was.write()));
    return new Manifest(
        Kind.CONFIG_MAP,
        namespace,
        name,
        Map.of(Labels.TENANT, tenant, Labels.PROJECT, project),
        Map.of(Labels.SERVICE_ID, serviceId, Labels.SEQUENCE, Long.toString(sequence)),
        Map.of("data", data));
  }
}
