package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Claims of names: one ConfigMap each, changed by compare-and-set. The one atomic place for who
 * owns a host name, which request is newest, and that a name is dead but not yet free.
 */
@Singleton
public final class Claims {
  /** How long a deleted service's name is kept for its tenant. */
  static final Duration RESERVED = Duration.ofDays(7);

  private static final int ATTEMPTS = 10;

  private final Cluster cluster;
  private final DeploySettings settings;

  public Claims(Cluster cluster, DeploySettings settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /**
   * Takes the name for this request. Taking it again for the same request changes nothing.
   *
   * @throws DeployException {@code NAME_RESERVED}, {@code NAME_TAKEN}, {@code STALE_DEPLOY} or
   *     {@code SERVICE_NOT_FOUND}
   */
  public void take(ServiceIdentity identity, Operation operation) {
    String tried = "claim the name " + identity.name();
    if (settings.reservedNames().contains(identity.name().value())) {
      throw new DeployException(
          FailureCode.NAME_RESERVED, tried, "the platform keeps it for itself");
    }
    write(identity, tried, found -> next(identity, operation, tried, found));
  }

  /**
   * Checks that no newer request has taken the name since.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  public void check(ServiceIdentity identity, String tried) {
    Claim claim =
        find(identity).map(Claim::read).orElseThrow(() -> stale(tried, "its claim is gone"));
    if (!claim.serviceId().equals(identity.serviceId().value())) {
      throw stale(tried, "another service has the name now");
    }
    if (claim.sequence() > identity.sequence().number()) {
      throw stale(tried, "request " + claim.sequence() + " is newer");
    }
  }

  /**
   * Leaves the name dead: reserved for its tenant for a while, and never brought back by a request
   * that is older.
   */
  public void bury(ServiceIdentity identity) {
    String tried = "give up the name " + identity.name();
    write(
        identity,
        tried,
        found -> {
          if (found.isPresent() && found.get().sequence() > identity.sequence().number()) {
            throw stale(tried, "request " + found.get().sequence() + " is newer");
          }
          return Claim.of(identity, true, Instant.now());
        });
  }

  private interface Change {
    Claim next(Optional<Claim> found);
  }

  private void write(ServiceIdentity identity, String tried, Change change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonNode> found = find(identity);
      Claim next = change.next(found.map(Claim::read));
      Manifest manifest = next.manifest(settings.claimsNamespace());
      Optional<JsonNode> written =
          found.isPresent()
              ? cluster.replace(
                  manifest, found.get().path("metadata").path("resourceVersion").asText())
              : create(manifest);
      if (written.isPresent()) {
        return;
      }
    }
    throw new DeployException(
        FailureCode.KUBERNETES_UNAVAILABLE, tried, "others were changing it all the time");
  }

  private Optional<JsonNode> create(Manifest manifest) {
    String namespace = settings.claimsNamespace();
    if (cluster.get(Kind.NAMESPACE, namespace, namespace).isEmpty()) {
      cluster.apply(
          new Manifest(Kind.NAMESPACE, namespace, namespace, Map.of(), Map.of(), Map.of()));
    }
    return cluster.create(manifest);
  }

  private Optional<JsonNode> find(ServiceIdentity identity) {
    return cluster.get(Kind.CONFIG_MAP, settings.claimsNamespace(), identity.name().value());
  }

  private static Claim next(
      ServiceIdentity identity, Operation operation, String tried, Optional<Claim> found) {
    Instant now = Instant.now();
    boolean needsService = operation == Operation.REDEPLOY || operation == Operation.ROLLBACK;
    if (found.isEmpty()) {
      if (needsService) {
        throw notFound(tried);
      }
      return Claim.of(identity, operation == Operation.DELETE, now);
    }
    Claim claim = found.get();
    if (!claim.serviceId().equals(identity.serviceId().value())) {
      boolean free =
          claim.deleted()
              && (claim.tenant().equals(identity.tenant().value())
                  || claim.since().plus(RESERVED).isBefore(now));
      if (!free) {
        throw new DeployException(FailureCode.NAME_TAKEN, tried, "another service has it");
      }
      if (needsService) {
        throw notFound(tried);
      }
      return Claim.of(identity, operation == Operation.DELETE, now);
    }
    if (claim.sequence() > identity.sequence().number()) {
      throw stale(tried, "request " + claim.sequence() + " is newer");
    }
    if (claim.deleted() && needsService) {
      throw notFound(tried);
    }
    boolean deleted = operation == Operation.DELETE && claim.deleted();
    return Claim.of(identity, deleted, deleted ? claim.since() : now);
  }

  private static DeployException stale(String tried, String because) {
    return new DeployException(FailureCode.STALE_DEPLOY, tried, because);
  }

  private static DeployException notFound(String tried) {
    return new DeployException(
        FailureCode.SERVICE_NOT_FOUND, tried, "there is no service of that name");
  }
}
