package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The environment of each release: one Secret, never changed. */
@Singleton
final class EnvironmentSecrets {
  /** What an object of Kubernetes can hold is 1 MiB, names and its own fields included. */
  private static final int MAX_BYTES = 900 << 10;

  private final Cluster cluster;
  private final ReleaseManifests manifests;

  EnvironmentSecrets(Cluster cluster, ReleaseManifests manifests) {
    this.cluster = cluster;
    this.manifests = manifests;
  }

  /**
   * Makes the release's Secret, unless an earlier attempt of the same request did.
   *
   * @throws DeployException {@code ENVIRONMENT_INVALID} when it is too large
   */
  void create(RequestScope identity, ReleaseRecord release, Map<String, String> variables) {
    long size =
        variables.entrySet().stream()
            .mapToLong(e -> e.getKey().length() + utf8(e.getValue()).length)
            .sum();
    if (size > MAX_BYTES) {
      throw new Action("keep the environment of " + identity.name())
          .failed(
              FailureCode.ENVIRONMENT_INVALID,
              "its variables are larger than " + (MAX_BYTES >> 10) + " KiB together");
    }
    Manifest secret = manifests.secret(identity, release, variables);
    if (cluster.create(secret).isEmpty()) {
      Optional<JsonNode> there = find(identity, release);
      // A leftover of a service that had the name before: it cannot be changed, only replaced.
      if (there.filter(found -> !FencedWriter.isOf(identity, found)).isPresent()
          && cluster.delete(Kind.SECRET, there.get())) {
        cluster.create(secret);
      }
    }
  }

  /** The environment as the release's process has it, if it is still there. */
  Optional<Map<String, String>> find(RequestScope identity, String release) {
    String name = ReleaseManifests.secretName(identity, release);
    return cluster
        .get(Kind.SECRET, identity.namespace().value(), name)
        .filter(secret -> FencedWriter.isOf(identity, secret))
        .map(
            secret -> {
              Map<String, String> variables = new TreeMap<>();
              secret
                  .path("data")
                  .properties()
                  .forEach(v -> variables.put(v.getKey(), decoded(v.getValue())));
              return variables;
            });
  }

  private static String decoded(JsonNode value) {
    return new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8);
  }

  /** Removes the Secrets of releases up to this request's that are not among these. */
  void removeExcept(RequestScope identity, List<ReleaseRecord> kept) {
    List<String> names = kept.stream().map(r -> ReleaseManifests.secretName(identity, r)).toList();
    cluster
        .list(Kind.SECRET, identity.namespace().value(), Labels.SERVICE + "=" + identity.name())
        .stream()
        .filter(secret -> !names.contains(secret.path("metadata").path("name").asText()))
        .filter(
            secret ->
                !FencedWriter.isOf(identity, secret)
                    || FencedWriter.sequence(secret) <= identity.sequence().number())
        .forEach(secret -> cluster.delete(Kind.SECRET, secret));
  }

  private Optional<JsonNode> find(RequestScope identity, ReleaseRecord release) {
    return cluster.get(
        Kind.SECRET, identity.namespace().value(), ReleaseManifests.secretName(identity, release));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
