package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.deploy.namespace.Namespaces;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.registry.RegistryClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes releases, takes failed ones back, and removes services. Everything is fenced by the claim
 * and may be repeated.
 */
@Singleton
public final class Releases {
  private final Cluster cluster;
  private final Claims claims;
  private final Namespaces namespaces;
  private final ReleaseRecords records;
  private final ReleaseManifests manifests;
  private final RegistryClient registry;
  private final EnvironmentClient environments;

  Releases(
      Cluster cluster,
      Claims claims,
      Namespaces namespaces,
      ReleaseRecords records,
      ReleaseManifests manifests,
      RegistryClient registry,
      EnvironmentClient environments) {
    this.cluster = cluster;
    this.claims = claims;
    this.namespaces = namespaces;
    this.records = records;
    this.manifests = manifests;
    this.registry = registry;
    this.environments = environments;
  }

  /**
   * An earlier release that was built from the same inputs, if the registry still has its image.
   */
  public Optional<Release> withBuildKey(ServiceIdentity identity, String buildKey) {
    return records.list(identity).stream()
        .filter(release -> release.buildKey().equals(buildKey))
        .findFirst()
        .filter(this::hasImage);
  }

  /** The release to go back to: the named one, or the last good one before the live one. */
  public Optional<Release> target(ServiceIdentity identity, Optional<String> named) {
    List<Release> all = records.list(identity);
    if (named.isPresent()) {
      return all.stream().filter(r -> r.id().equals(named.get())).findFirst();
    }
    return all.stream()
        .filter(Release::isGood)
        .filter(r -> !r.outcome().equals(Release.LIVE))
        .findFirst();
  }

  /**
   * Applies a release. Answers it as it is recorded.
   *
   * <p>When it would be the live one once more, and that one serves, the live one stays: its
   * objects are only marked with the request's sequence, so that no older request can overwrite
   * them.
   */
  public Release deploy(ServiceIdentity identity, DeployInput input) {
    String tried = "deploy " + identity.name();
    claims.check(identity, tried);
    Release wanted = Release.of(identity.sequence(), input, null);
    if (!hasImage(wanted)) {
      throw new DeployException(
          FailureCode.IMAGE_GONE, tried, "the registry no longer has the image");
    }
    namespaces.ensure(identity);
    Optional<Release> unchanged = unchanged(identity, input);
    if (unchanged.isPresent()) {
      apply(identity, unchanged.get(), tried);
      return unchanged.get();
    }
    Release release = record(identity, input);
    cluster.create(
        manifests.secret(
            identity,
            release,
            environments
                .at(identity.serviceId(), new EnvironmentVersion(input.environmentVersion()))
                .atRun()));
    claims.check(identity, tried);
    apply(identity, release, tried);
    return release;
  }

  /** The live release, if it is what the request asks for and its pods serve. */
  private Optional<Release> unchanged(ServiceIdentity identity, DeployInput input) {
    List<Release> all = records.list(identity);
    String own = identity.sequence().release().value();
    // An earlier attempt of this request may have begun a release of its own: that one is finished.
    return all.stream().anyMatch(r -> r.id().equals(own))
        ? Optional.empty()
        : all.stream()
            .filter(r -> r.outcome().equals(Release.LIVE) && r.isWhat(input))
            .filter(r -> serves(identity, r))
            .findFirst();
  }

  private boolean serves(ServiceIdentity identity, Release release) {
    JsonNode deployment =
        cluster
            .get(Kind.DEPLOYMENT, identity.namespace().value(), identity.name().value())
            .orElse(MissingNode.getInstance());
    JsonNode status = deployment.path("status");
    return release
            .id()
            .equals(deployment.path("metadata").path("annotations").path(Labels.RELEASE).asText())
        && status.path("unavailableReplicas").asInt() == 0
        && status.path("availableReplicas").asInt() > 0;
  }

  /** Notes that a release answers, and removes what belongs to releases that are no longer kept. */
  public void succeeded(ServiceIdentity identity, Release live) {
    String id = live.id();
    List<Release> kept =
        records.update(
            identity,
            all -> {
              List<Release> next = new ArrayList<>();
              for (Release release : all) {
                if (release.id().equals(id)) {
                  next.add(release.ended(Release.LIVE));
                } else if (release.outcome().equals(Release.LIVE)) {
                  next.add(release.ended(Release.REPLACED));
                } else {
                  next.add(release);
                }
              }
              return next;
            });
    removeSecretsExcept(identity, kept);
  }

  /**
   * Takes a failed release back: the release before it is applied again as it was, under its own
   * sequence, or everything but the record is removed when there was none.
   *
   * @return the release that is live now
   */
  public Optional<Release> restore(ServiceIdentity identity, String reason) {
    String tried = "take the failed release of " + identity.name() + " back";
    claims.check(identity, tried);
    String id = identity.sequence().release().value();
    List<Release> all =
        records.update(
            identity,
            found -> found.stream().map(r -> r.id().equals(id) ? r.ended(reason) : r).toList());
    Optional<Release> earlier =
        all.stream().filter(r -> r.outcome().equals(Release.LIVE)).findFirst();
    if (earlier.isPresent()) {
      apply(identity, earlier.get(), tried);
      removeSecretsExcept(identity, all.stream().filter(r -> !r.id().equals(id)).toList());
    } else {
      removeObjects(identity);
      removeSecretsExcept(identity, List.of());
    }
    return earlier;
  }

  /** Removes a service; answers whether its namespace went with it. */
  public boolean delete(ServiceIdentity identity) {
    claims.check(identity, "delete " + identity.name());
    removeObjects(identity);
    removeSecretsExcept(identity, List.of());
    records.delete(identity);
    boolean last = namespaces.deleteIfEmpty(identity);
    claims.bury(identity);
    return last;
  }

  private boolean hasImage(Release release) {
    return registry
        .head(new ImageReference(release.image()).repository(), release.digest())
        .isPresent();
  }

  private Release record(ServiceIdentity identity, DeployInput input) {
    String id = identity.sequence().release().value();
    List<Release> all =
        records.update(
            identity,
            found -> {
              if (found.stream().anyMatch(r -> r.id().equals(id))) {
                return found;
              }
              String previous =
                  found.stream()
                      .filter(r -> r.outcome().equals(Release.LIVE))
                      .map(Release::id)
                      .findFirst()
                      .orElse(null);
              List<Release> next = new ArrayList<>(found);
              next.add(Release.of(identity.sequence(), input, previous));
              return next;
            });
    return all.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  private void apply(ServiceIdentity identity, Release release, String tried) {
    fenced(identity, manifests.deployment(identity, release), tried);
    fenced(identity, manifests.service(identity, release), tried);
    fenced(identity, manifests.ingress(identity, release), tried);
  }

  /**
   * Writes only over an object that no newer request has written, and only if nobody does so
   * meanwhile.
   */
  private void fenced(ServiceIdentity identity, Manifest manifest, String tried) {
    for (int attempt = 0; attempt < 5; attempt++) {
      Optional<JsonNode> live = cluster.get(manifest.kind(), manifest.namespace(), manifest.name());
      JsonNode metadata = live.map(o -> o.path("metadata")).orElse(null);
      String version = metadata == null ? "" : metadata.path("resourceVersion").asText();
      if (metadata != null
          && metadata.path("annotations").path(Labels.SEQUENCE).asLong(0)
              > identity.sequence().number()) {
        throw new DeployException(
            FailureCode.STALE_DEPLOY,
            tried,
            "a newer request has written the " + manifest.kind().kind());
      }
      // The deployment's status changes all the time while pods come and go: then look again.
      if (cluster.apply(manifest, version).isPresent()) {
        return;
      }
    }
    throw new DeployException(
        FailureCode.KUBERNETES_UNAVAILABLE,
        tried,
        "the " + manifest.kind().kind() + " was being changed all the time");
  }

  private void removeObjects(ServiceIdentity identity) {
    String namespace = identity.namespace().value();
    for (Kind kind : List.of(Kind.INGRESS, Kind.DEPLOYMENT, Kind.SERVICE)) {
      cluster.delete(kind, namespace, identity.name().value());
    }
  }

  private void removeSecretsExcept(ServiceIdentity identity, List<Release> kept) {
    String namespace = identity.namespace().value();
    List<String> names = kept.stream().map(r -> ReleaseManifests.secretName(identity, r)).toList();
    cluster.list(Kind.SECRET, namespace, Labels.SERVICE + "=" + identity.name()).stream()
        .map(secret -> secret.path("metadata").path("name").asText())
        .filter(name -> !names.contains(name))
        .forEach(name -> cluster.delete(Kind.SECRET, namespace, name));
  }
}
