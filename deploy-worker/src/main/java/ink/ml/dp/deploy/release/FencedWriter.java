package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.RequestScope;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes and removes a service's objects for one request, never over what a newer one wrote.
 *
 * <p>The order is what makes it safe: first the object is read, then it is asked whether this
 * request may still write, then it is written over that version alone. Whoever takes the claim
 * between the two last steps writes after us, or makes our write fail.
 *
 * @param action what it is for, for the failures' messages
 * @param guard throws when the request may not write any more
 */
record FencedWriter(Cluster cluster, RequestScope identity, Action action, Runnable guard) {
  /**
   * Applies an object.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  void apply(Manifest manifest) {
    apply(manifest.kind(), manifest.name(), live -> manifest);
  }

  /**
   * As {@link #apply(Manifest)}, when what is to be written depends on what is there.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  void apply(Kind kind, String name, Function<Optional<JsonNode>, Manifest> content) {
    Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> live = ours(kind, name);
          Manifest manifest = content.apply(live);
          return live.isPresent()
              ? cluster.applyOver(live.get(), manifest)
              : cluster.applyNew(manifest);
        });
  }

  /**
   * Removes an object; one that is gone is no error.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  void remove(Kind kind, String name) {
    Conflicts.retry(action, () -> deleted(kind, ours(kind, name)));
  }

  /** Removes an object if it is as this very request wrote it. */
  void removeOwn(Kind kind, String name) {
    Conflicts.retry(
        action,
        () ->
            deleted(
                kind,
                cluster
                    .get(kind, identity.namespace().value(), name)
                    .filter(object -> isOf(identity, object))
                    .filter(object -> sequence(object) == identity.sequence().number())));
  }

  private Optional<Boolean> deleted(Kind kind, Optional<JsonNode> object) {
    return object.isEmpty() || cluster.delete(kind, object.get())
        ? Optional.of(true)
        : Optional.empty();
  }

  private Optional<JsonNode> ours(Kind kind, String name) {
    Optional<JsonNode> live = cluster.get(kind, identity.namespace().value(), name);
    live.ifPresent(object -> refuseOlder(kind, object));
    guard.run();
    return live;
  }

  /** Another service's object is what is left of it: that the name is ours, the guard knows. */
  private void refuseOlder(Kind kind, JsonNode live) {
    if (isOf(identity, live) && sequence(live) > identity.sequence().number()) {
      throw action.failed(
          FailureCode.STALE_DEPLOY, "a newer request has written the " + kind.kind());
    }
  }

  /** The sequence of the request that wrote an object; 0 when none did. */
  static long sequence(JsonNode object) {
    return annotation(object, Labels.SEQUENCE).asLong(0);
  }

  static boolean isOf(RequestScope identity, JsonNode object) {
    return identity.serviceId().value().equals(annotation(object, Labels.SERVICE_ID).asText());
  }

  private static JsonNode annotation(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name);
  }
}
