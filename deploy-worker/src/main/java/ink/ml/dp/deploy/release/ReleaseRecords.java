package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The newest releases of each service, in a ConfigMap {@code <service>-releases} that is changed by
 * compare-and-set.
 */
@Singleton
final class ReleaseRecords {
  /** How many are kept. What is live is always among them. */
  static final int KEPT = 5;

  private static final int ATTEMPTS = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;

  ReleaseRecords(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Newest first. */
  List<Release> list(ServiceIdentity identity) {
    return find(identity).map(ReleaseRecords::read).orElse(List.of());
  }

  /** Adds or changes records; answers them as they then are, newest first. */
  List<Release> update(ServiceIdentity identity, UnaryOperator<List<Release>> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonNode> found = find(identity);
      List<Release> next =
          keep(change.apply(found.map(ReleaseRecords::read).orElseGet(ArrayList::new)));
      Manifest manifest = manifest(identity, next);
      Optional<JsonNode> written =
          found.isPresent()
              ? cluster.replace(
                  manifest, found.get().path("metadata").path("resourceVersion").asText())
              : cluster.create(manifest);
      if (written.isPresent()) {
        return next;
      }
    }
    throw new DeployException(
        FailureCode.KUBERNETES_UNAVAILABLE,
        "record the release of " + identity.name(),
        "others were changing the record all the time");
  }

  void delete(ServiceIdentity identity) {
    cluster.delete(Kind.CONFIG_MAP, identity.namespace().value(), name(identity));
  }

  private static List<Release> keep(List<Release> releases) {
    List<Release> sorted =
        releases.stream().sorted(Comparator.comparingLong(Release::sequence).reversed()).toList();
    List<Release> kept = new ArrayList<>();
    for (Release release : sorted) {
      if (kept.size() < KEPT || release.outcome().equals(Release.LIVE)) {
        kept.add(release);
      }
    }
    return kept;
  }

  private Optional<JsonNode> find(ServiceIdentity identity) {
    return cluster.get(Kind.CONFIG_MAP, identity.namespace().value(), name(identity));
  }

  private static String name(ServiceIdentity identity) {
    return identity.name() + "-releases";
  }

  private static Manifest manifest(ServiceIdentity identity, List<Release> releases) {
    Map<String, String> data = new TreeMap<>();
    for (Release release : releases) {
      data.put(release.id(), write(release));
    }
    return new Manifest(
        Kind.CONFIG_MAP,
        identity.namespace().value(),
        name(identity),
        Map.of(
            Labels.RECORD, Labels.RECORD_RELEASES,
            Labels.TENANT, identity.tenant().value(),
            Labels.PROJECT, identity.project().value(),
            Labels.SERVICE, identity.name().value()),
        Map.of(Labels.SERVICE_ID, identity.serviceId().value()),
        Map.of("data", data));
  }

  private static String write(Release release) {
    try {
      return JSON.writeValueAsString(release);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a release that is not JSON", e);
    }
  }

  private static List<Release> read(JsonNode configMap) {
    List<Release> releases = new ArrayList<>();
    configMap
        .path("data")
        .forEach(
            text -> {
              try {
                releases.add(JSON.readValue(text.asText(), Release.class));
              } catch (JsonProcessingException e) {
                throw new IllegalStateException("a release's record is not JSON", e);
              }
            });
    releases.sort(Comparator.comparingLong(Release::sequence).reversed());
    return releases;
  }
}
