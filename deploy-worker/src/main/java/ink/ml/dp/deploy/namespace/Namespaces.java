package ink.ml.dp.deploy.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.ServiceIdentity;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The namespaces of tenants' projects. */
@Singleton
public final class Namespaces {
  /**
   * Raised when {@link NamespaceTemplate} changes; a namespace that has it is not written again.
   */
  private static final String TEMPLATE = Labels.DOMAIN + "template";

  private final Cluster cluster;

  public Namespaces(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Makes the project's namespace and what fences it in, unless it is there. The policies come
   * before anything can run in it.
   *
   * @throws DeployException {@code NAMESPACE_CONFLICT} when its name belongs to another tenant's
   *     project
   */
  public void ensure(ServiceIdentity identity) {
    String name = identity.namespace().value();
    Optional<JsonNode> found = cluster.get(Kind.NAMESPACE, name, name);
    if (found.isPresent()) {
      JsonNode labels = found.get().path("metadata").path("labels");
      if (!identity.tenant().value().equals(labels.path(Labels.TENANT).asText())
          || !identity.project().value().equals(labels.path(Labels.PROJECT).asText())) {
        throw new DeployException(
            FailureCode.NAMESPACE_CONFLICT,
            "make the namespace " + name,
            "it belongs to another tenant's project");
      }
      if (NamespaceTemplate.VERSION.equals(labels.path(TEMPLATE).asText())) {
        return;
      }
    }
    cluster.apply(NamespaceTemplate.namespace(identity, TEMPLATE, "applying"));
    for (Manifest manifest : NamespaceTemplate.fences(identity.namespace())) {
      cluster.apply(manifest);
    }
    cluster.apply(NamespaceTemplate.namespace(identity, TEMPLATE, NamespaceTemplate.VERSION));
  }

  /**
   * Deletes the project's namespace if it holds no service any more.
   *
   * @return whether it was deleted
   */
  public boolean deleteIfEmpty(ServiceIdentity identity) {
    String name = identity.namespace().value();
    if (cluster.get(Kind.NAMESPACE, name, name).isEmpty()) {
      return true;
    }
    String records = Labels.RECORD + "=" + Labels.RECORD_RELEASES;
    if (!cluster.list(Kind.CONFIG_MAP, name, records).isEmpty()
        || !cluster.list(Kind.DEPLOYMENT, name, Labels.SERVICE).isEmpty()) {
      return false;
    }
    cluster.delete(Kind.NAMESPACE, name, name);
    return true;
  }
}
