package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The newest releases of each service, in a ConfigMap {@code <service>-releases} that is changed by
 * compare-and-set. The registry's garbage collection keeps every digest in it.
 */
@Singleton
final class ReleaseStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;

  ReleaseStore(Cluster cluster) {
    this.cluster = cluster;
  }

  static String name(RequestScope identity) {
    return identity.name() + "-releases";
  }

  History read(RequestScope identity) {
    return find(identity).map(found -> parse(identity, found)).orElse(History.NONE);
  }

  /**
   * Changes the record, which is made when there is none.
   *
   * @return what it now holds
   */
  History update(RequestScope identity, UnaryOperator<History> change) {
    return Conflicts.retry(
        new Action("record the release of " + identity.name()),
        () -> {
          Optional<JsonNode> found = find(identity);
          History before = found.map(one -> parse(identity, one)).orElse(History.NONE);
          History next = change.apply(before);
          if (next.equals(before)) {
            return Optional.of(next);
          }
          Manifest manifest = manifest(identity, next.releases());
          return (found.isPresent()
                  ? cluster.replace(found.get(), manifest)
                  : cluster.create(manifest))
              .map(written -> next);
        });
  }

  private Optional<JsonNode> find(RequestScope identity) {
    return cluster.get(Kind.CONFIG_MAP, identity.namespace().value(), name(identity));
  }

  private static Manifest manifest(RequestScope identity, List<ReleaseRecord> releases) {
    Map<String, String> data = new TreeMap<>();
    for (ReleaseRecord release : releases) {
      data.put(release.id(), write(release));
    }
    long newest = releases.stream().mapToLong(ReleaseRecord::sequence).max().orElse(0);
    return new Manifest(
        Kind.CONFIG_MAP,
        identity.namespace().value(),
        name(identity),
        Map.of(
            Labels.RECORD, Labels.RECORD_RELEASES,
            Labels.TENANT, identity.tenant().value(),
            Labels.PROJECT, identity.project().value(),
            Labels.SERVICE, identity.name().value()),
        Map.of(
            Labels.SERVICE_ID, identity.serviceId().value(),
            Labels.SEQUENCE, Long.toString(newest)),
        Map.of("data", data));
  }

  private static String write(ReleaseRecord release) {
    try {
      return JSON.writeValueAsString(release);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a release that is not JSON", e);
    }
  }

  /** Nothing of it, when it is what is left of a service that had the name before. */
  private static History parse(RequestScope identity, JsonNode configMap) {
    if (!FencedWriter.isOf(identity, configMap)) {
      return History.NONE;
    }
    List<ReleaseRecord> releases = new ArrayList<>();
    configMap
        .path("data")
        .forEach(
            text -> {
              try {
                releases.add(JSON.readValue(text.asText(), ReleaseRecord.class));
              } catch (JsonProcessingException e) {
                throw new IllegalStateException("a release's record is not JSON", e);
              }
            });
    return new History(releases);
  }
}
