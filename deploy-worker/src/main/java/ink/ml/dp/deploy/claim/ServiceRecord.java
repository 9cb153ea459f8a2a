package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.RequestScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which name a service has, so that it has one at a time.
 *
 * @param sequence of the newest request, whatever name it was for
 * @param since when the service came to this name, or was deleted
 * @param former the names that it had before and may still be served under, each with its project
 */
record ServiceRecord(
    String serviceId,
    String tenant,
    String project,
    String name,
    long sequence,
    boolean deleted,
    Instant since,
    Map<String, String> former) {
  private static final String FORMER = "former.";

  /** No name of a service has a dot: the records of both kinds are in one namespace. */
  private static final String PREFIX = "service.";

  ServiceRecord {
    former = Map.copyOf(former);
  }

  static ServiceRecord of(RequestScope identity, boolean deleted, Instant since) {
    return new ServiceRecord(
        identity.serviceId().value(),
        identity.tenant().value(),
        identity.project().value(),
        identity.name().value(),
        identity.sequence().number(),
        deleted,
        since,
        Map.of());
  }

  /** IDs may be upper-case, which names of objects may not. */
  static String objectName(String serviceId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(serviceId.getBytes(StandardCharsets.UTF_8));
      return PREFIX + HexFormat.of().formatHex(digest, 0, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isRecord(JsonNode configMap) {
    return configMap.path("metadata").path("name").asText().startsWith(PREFIX);
  }

  boolean has(RequestScope identity) {
    return name.equals(identity.name().value()) && project.equals(identity.project().value());
  }

  boolean isDead(Instant limit) {
    return deleted && former.isEmpty() && since.isBefore(limit);
  }

  /** The same, of a newer request that changes nothing else. */
  ServiceRecord at(long newer) {
    return new ServiceRecord(serviceId, tenant, project, name, newer, deleted, since, former);
  }

  /** Under another name, or deleted: the name before it is still to be left. */
  ServiceRecord next(RequestScope identity, boolean gone, Instant now) {
    Map<String, String> names = new TreeMap<>(former);
    names.put(name, project);
    names.remove(identity.name().value());
    ServiceRecord same = of(identity, gone, has(identity) && deleted == gone ? since : now);
    return same.with(names);
  }

  ServiceRecord with(Map<String, String> names) {
    return new ServiceRecord(serviceId, tenant, project, name, sequence, deleted, since, names);
  }

  ServiceRecord without(String left) {
    Map<String, String> names = new TreeMap<>(former);
    names.remove(left);
    return with(names);
  }

  static ServiceRecord read(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    Map<String, String> former = new TreeMap<>();
    data.properties().stream()
        .filter(entry -> entry.getKey().startsWith(FORMER))
        .forEach(
            entry ->
                former.put(entry.getKey().substring(FORMER.length()), entry.getValue().asText()));
    return new ServiceRecord(
        data.path("service_id").asText(),
        data.path("tenant").asText(),
        data.path("project").asText(),
        data.path("name").asText(),
        data.path("sequence").asLong(0),
        data.path("deleted").asBoolean(false),
        Instant.parse(data.path("since").asText("1970-01-01T00:00:00Z")),
        former);
  }

  Manifest manifest(String namespace) {
    Map<String, String> data = new TreeMap<>();
    data.put("service_id", serviceId);
    data.put("tenant", tenant);
    data.put("project", project);
    data.put("name", name);
    data.put("sequence", Long.toString(sequence));
    data.put("deleted", Boolean.toString(deleted));
    data.put("since", since.toString());
    former.forEach((other, itsProject) -> data.put(FORMER + other, itsProject));
    return new Manifest(
        Kind.CONFIG_MAP,
        namespace,
        objectName(serviceId),
        Map.of(Labels.TENANT, tenant, Labels.PROJECT, project),
        Map.of(Labels.SERVICE_ID, serviceId, Labels.SEQUENCE, Long.toString(sequence)),
        Map.of("data", data));
  }
}
