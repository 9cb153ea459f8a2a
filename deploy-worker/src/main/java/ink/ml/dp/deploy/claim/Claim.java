package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import java.time.Instant;
import java.util.Map;

/**
 * Whose a name is, and which request was the last to say so.
 *
 * @param since when it came into this state
 */
record Claim(
    String name,
    String serviceId,
    String tenant,
    String project,
    long sequence,
    boolean deleted,
    Instant since) {

  static Claim of(ServiceIdentity identity, boolean deleted, Instant since) {
    return new Claim(
        identity.name().value(),
        identity.serviceId().value(),
        identity.tenant().value(),
        identity.project().value(),
        identity.sequence().number(),
        deleted,
        since);
  }

  static Claim read(JsonNode configMap) {
    JsonNode data = configMap.path("data");
    return new Claim(
        configMap.path("metadata").path("name").asText(),
        data.path("service_id").asText(),
        data.path("tenant").asText(),
        data.path("project").asText(),
        Long.parseLong(data.path("sequence").asText("0")),
        "deleted".equals(data.path("state").asText()),
        Instant.parse(data.path("since").asText("1970-01-01T00:00:00Z")));
  }

  Manifest manifest(String namespace) {
    return new Manifest(
        Kind.CONFIG_MAP,
        namespace,
        name,
        Map.of(Labels.TENANT, tenant, Labels.PROJECT, project),
        Map.of(),
        Map.of(
            "data",
            Map.of(
                "service_id",
                serviceId,
                "tenant",
                tenant,
                "project",
                project,
                "sequence",
                Long.toString(sequence),
                "state",
                deleted ? "deleted" : "live",
                "since",
                since.toString())));
  }
}
