package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Backoff;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Writes and removes a service's objects, never over what a newer request wrote.
 *
 * <p>The order is what makes it safe: first the object is read, then it is asked whether this
 * request may still write, then it is written over that version alone. Whoever takes the claim
 * between the two last steps writes after us, or makes our write fail.
 */
@Singleton
final class Fence {
  private static final int ATTEMPTS = 20;

  private final Cluster cluster;

  Fence(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Throws when the request may not write any more. */
  interface Guard {
    void check();
  }

  /**
   * Applies an object.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  void apply(ServiceIdentity identity, Manifest manifest, Guard guard, String tried) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonNode> live = cluster.get(manifest.kind(), manifest.namespace(), manifest.name());
      live.ifPresent(object -> refuseOlder(identity, manifest.kind(), object, tried));
      guard.check();
      Optional<JsonNode> written =
          live.isPresent() ? cluster.applyOver(live.get(), manifest) : cluster.applyNew(manifest);
      if (written.isPresent()) {
        return;
      }
      // The deployment's status changes all the time while pods come and go: then look again.
      Backoff.beforeAnotherTry(tried);
    }
    throw busy(manifest.kind(), tried);
  }

  /**
   * Removes an object; one that is gone is no error.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  void remove(ServiceIdentity identity, Kind kind, String name, Guard guard, String tried) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonNode> live = cluster.get(kind, identity.namespace().value(), name);
      if (live.isEmpty()) {
        return;
      }
      refuseOlder(identity, kind, live.get(), tried);
      guard.check();
      if (cluster.delete(kind, live.get())) {
        return;
      }
      Backoff.beforeAnotherTry(tried);
    }
    throw busy(kind, tried);
  }

  /** Removes an object if it is as this very request wrote it. */
  void removeOwn(ServiceIdentity identity, Kind kind, String name) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonNode> live = cluster.get(kind, identity.namespace().value(), name);
      if (live.isEmpty()
          || !isOf(identity, live.get())
          || sequence(live.get()) != identity.sequence().number()
          || cluster.delete(kind, live.get())) {
        return;
      }
    }
  }

  /** The sequence of the request that wrote an object; 0 when none did. */
  static long sequence(JsonNode object) {
    return annotation(object, Labels.SEQUENCE).asLong(0);
  }

  /** Another service's object is what is left of it: that the name is ours, the guard knows. */
  private static void refuseOlder(
      ServiceIdentity identity, Kind kind, JsonNode live, String tried) {
    if (isOf(identity, live) && sequence(live) > identity.sequence().number()) {
      throw new DeployException(
          FailureCode.STALE_DEPLOY, tried, "a newer request has written the " + kind.kind());
    }
  }

  static boolean isOf(ServiceIdentity identity, JsonNode object) {
    return identity.serviceId().value().equals(annotation(object, Labels.SERVICE_ID).asText());
  }

  private static JsonNode annotation(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name);
  }

  private static DeployException busy(Kind kind, String tried) {
    return new DeployException(
        FailureCode.KUBERNETES_UNAVAILABLE,
        tried,
        "the " + kind.kind() + " was being changed all the time");
  }
}
