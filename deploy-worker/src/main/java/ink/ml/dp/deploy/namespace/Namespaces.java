package ink.ml.dp.deploy.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The namespaces of tenants' projects. */
@Singleton
public final class Namespaces {
  /** Which {@link NamespaceTemplate} a namespace has; what it already has is not written again. */
  static final String TEMPLATE = Cluster.TEMPLATE;

  private final Cluster cluster;
  private final NamespaceTemplate template;

  public Namespaces(Cluster cluster, DeploySettings settings) {
    this.cluster = cluster;
    this.template = new NamespaceTemplate(settings);
  }

  /**
   * Makes the project's namespace and what fences it in, as far as it is not there. The policies
   * come before anything can run in it.
   *
   * @throws DeployException {@code NAMESPACE_CONFLICT} when its name belongs to another tenant's
   *     project; {@code KUBERNETES_UNAVAILABLE} while an older one of that name is being deleted
   */
  public void ensure(RequestScope identity) {
    Action action = new Action("make the namespace " + identity.namespace());
    String version = template.version();
    Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> found = find(identity);
          found.ifPresent(namespace -> refuseForeign(identity, namespace, action));
          boolean complete =
              found
                  .map(n -> n.path("metadata").path("labels").path(TEMPLATE).asText(""))
                  .filter(version::equals)
                  .isPresent();
          Optional<JsonNode> used = write(identity, found, complete ? version : Cluster.UNFINISHED);
          return complete ? used : used.flatMap(begun -> fill(identity, begun, version));
        });
  }

  /**
   * Makes what fences a namespace in as it should be, also where somebody has removed or changed
   * it; a namespace that is not there, or another tenant's, is left alone.
   */
  public void reconcile(RequestScope identity) {
    String version = template.version();
    find(identity)
        .filter(namespace -> isOwn(identity, namespace) && !isGoing(namespace))
        .ifPresent(
            namespace -> {
              template.contents(identity.namespace()).forEach(cluster::apply);
              if (!version.equals(
                  namespace.path("metadata").path("labels").path(TEMPLATE).asText(""))) {
                // When somebody has begun to use it meanwhile, that one says so.
                write(identity, Optional.of(namespace), version);
              }
            });
  }

  /** Whether there is a namespace, and it is this tenant's project's. */
  public boolean isOwn(RequestScope identity) {
    return find(identity).filter(namespace -> isOwn(identity, namespace)).isPresent();
  }

  /**
   * Deletes the project's namespace if it holds no service any more.
   *
   * @return whether it is gone, or going
   */
  public boolean deleteIfEmpty(RequestScope identity) {
    String name = identity.namespace().value();
    Action action = new Action("delete the namespace " + name);
    String records = Labels.RECORD + "=" + Labels.RECORD_RELEASES;
    return Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> found = find(identity);
          if (found.isEmpty() || isGoing(found.get())) {
            return Optional.of(true);
          }
          if (!isOwn(identity, found.get())
              || !cluster.list(Kind.CONFIG_MAP, name, records).isEmpty()
              || !cluster.list(Kind.DEPLOYMENT, name, Labels.SERVICE).isEmpty()) {
            return Optional.of(false);
          }
          return Optional.of(cluster.delete(Kind.NAMESPACE, found.get())).filter(gone -> gone);
        });
  }

  private Optional<JsonNode> fill(RequestScope identity, JsonNode namespace, String version) {
    for (Manifest manifest : template.contents(identity.namespace())) {
      cluster.apply(manifest);
    }
    return write(identity, Optional.of(namespace), version);
  }

  private Optional<JsonNode> write(
      RequestScope identity, Optional<JsonNode> found, String version) {
    String usedBy = identity.name() + "/" + identity.sequence();
    Manifest manifest = template.namespace(identity, version, usedBy);
    return found.isPresent()
        ? cluster.applyOver(found.get(), manifest)
        : cluster.applyNew(manifest);
  }

  private Optional<JsonNode> find(RequestScope identity) {
    String name = identity.namespace().value();
    return cluster.get(Kind.NAMESPACE, name, name);
  }

  private static void refuseForeign(RequestScope identity, JsonNode namespace, Action action) {
    if (!isOwn(identity, namespace)) {
      throw action.failed(FailureCode.NAMESPACE_CONFLICT, "it belongs to another tenant's project");
    }
    if (isGoing(namespace)) {
      throw action.failed(FailureCode.KUBERNETES_UNAVAILABLE, "the one before it is being deleted");
    }
  }

  private static boolean isOwn(RequestScope identity, JsonNode namespace) {
    JsonNode labels = namespace.path("metadata").path("labels");
    return identity.tenant().value().equals(labels.path(Labels.TENANT).asText())
        && identity.project().value().equals(labels.path(Labels.PROJECT).asText());
  }

  private static boolean isGoing(JsonNode namespace) {
    return namespace.path("metadata").has("deletionTimestamp");
  }
}
