package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;

/** Looks whether a release's pods serve at this moment. */
@Singleton
final class Serving {
  private final Cluster cluster;

  Serving(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Whether the deployment is of that release, and all of its pods are available. */
  boolean serves(ServiceIdentity identity, ReleaseRecord release) {
    JsonNode deployment =
        cluster
            .get(Kind.DEPLOYMENT, identity.namespace().value(), identity.name().value())
            .orElse(MissingNode.getInstance());
    JsonNode applied = deployment.path("metadata").path("annotations").path(Labels.RELEASE);
    JsonNode status = deployment.path("status");
    return release.id().equals(applied.asText())
        && status.path("unavailableReplicas").asInt() == 0
        && status.path("availableReplicas").asInt() > 0;
  }
}
