package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;

/** Looks whether a release's pods serve at this moment. */
@Singleton
final class Serving {
  private final Selection selection;

  Serving(Selection selection) {
    this.selection = selection;
  }

  /** Whether the release has a Deployment of its own, and all of its pods are available. */
  boolean serves(RequestScope identity, ReleaseRecord release) {
    return selection
        .deployment(identity, release)
        .map(deployment -> deployment.path("status"))
        .filter(status -> status.path("unavailableReplicas").asInt() == 0)
        .filter(status -> status.path("availableReplicas").asInt() > 0)
        .isPresent();
  }

  /** Whether a Deployment has pods of its newest template alone, and they are available. */
  static boolean isComplete(JsonNode deployment) {
    JsonNode status = deployment.path("status");
    int updated = status.path("updatedReplicas").asInt();
    return status.path("observedGeneration").asLong()
            >= deployment.path("metadata").path("generation").asLong()
        && updated >= 1
        && updated == status.path("replicas").asInt()
        && updated == status.path("availableReplicas").asInt();
  }
}
