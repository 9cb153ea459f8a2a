package ink.ml.dp.deploy.kube;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.KubernetesApi.Answer;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects in the cluster. What is refused becomes a failure of the contract; what is away, one that
 * is worth another try.
 */
@Singleton
public final class Cluster {
  /** The one field manager of everything that this worker applies. */
  public static final String MANAGER = "dp-deploy-worker";

  private static final String JSON = "application/json";
  private static final String APPLY = "application/apply-patch+yaml";

  private final KubernetesApi api;

  public Cluster(KubernetesApi api) {
    this.api = api;
  }

  public Optional<JsonNode> get(Kind kind, String namespace, String name) {
    String tried = "read the " + kind.kind() + " " + name;
    Answer answer = api.send(tried, "GET", kind.path(namespace, name), JSON, null);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(accepted(tried, answer));
  }

  /** Objects of a kind, by labels; a namespace that does not exist has none. */
  public List<JsonNode> list(Kind kind, String namespace, String selector) {
    String tried = "list " + kind.kind() + " objects";
    String query = "?limit=500&labelSelector=" + encode(selector);
    List<JsonNode> found = new ArrayList<>();
    accepted(tried, api.send(tried, "GET", kind.collection(namespace) + query, JSON, null))
        .path("items")
        .forEach(found::add);
    return found;
  }

  /** Applies an object, taking over its fields from whoever else set them. Repeatable. */
  public JsonNode apply(Manifest manifest) {
    return apply(manifest, "").orElseThrow(() -> conflict(manifest));
  }

  /**
   * Applies an object if it still has that version.
   *
   * @param resourceVersion empty to apply in any case
   * @return empty when somebody else changed it meanwhile
   */
  public Optional<JsonNode> apply(Manifest manifest, String resourceVersion) {
    String path =
        manifest.kind().path(manifest.namespace(), manifest.name())
            + "?force=true&fieldManager="
            + MANAGER;
    return unlessConflict(
        "apply",
        manifest,
        api.send(tried("apply", manifest), "PATCH", path, APPLY, manifest.body(resourceVersion)));
  }

  /** Creates an object; empty when it is there already. */
  public Optional<JsonNode> create(Manifest manifest) {
    String path = manifest.kind().collection(manifest.namespace()) + "?fieldManager=" + MANAGER;
    return unlessConflict(
        "create",
        manifest,
        api.send(tried("create", manifest), "POST", path, JSON, manifest.body("")));
  }

  /** Replaces an object that has that version; empty when somebody else changed it meanwhile. */
  public Optional<JsonNode> replace(Manifest manifest, String resourceVersion) {
    String path =
        manifest.kind().path(manifest.namespace(), manifest.name()) + "?fieldManager=" + MANAGER;
    return unlessConflict(
        "replace",
        manifest,
        api.send(tried("replace", manifest), "PUT", path, JSON, manifest.body(resourceVersion)));
  }

  /** Deletes an object, and in the background what it owns. One that is gone is no error. */
  public void delete(Kind kind, String namespace, String name) {
    String tried = "delete the " + kind.kind() + " " + name;
    Answer answer =
        api.send(
            tried,
            "DELETE",
            kind.path(namespace, name),
            JSON,
            Map.of("propagationPolicy", "Background"));
    if (answer.status() != 404 && answer.status() != 409) {
      accepted(tried, answer);
    }
  }

  /** The last lines of a container's log; empty when there is none. */
  public List<String> log(String namespace, String pod, String container, boolean previous) {
    String query =
        "/log?tailLines=50&limitBytes=16384&container=" + container + "&previous=" + previous;
    return api.text(Kind.POD.path(namespace, pod) + query).lines().toList();
  }

  /** Wakes whoever waits when one of these objects changes. */
  public Watch watch(Kind kind, String namespace, String selector) {
    return Watch.start(
        api,
        kind.collection(namespace)
            + "?watch=true&timeoutSeconds=25&labelSelector="
            + encode(selector));
  }

  private static String encode(String selector) {
    return URLEncoder.encode(selector, StandardCharsets.UTF_8);
  }

  private static String tried(String verb, Manifest manifest) {
    return verb + " the " + manifest.kind().kind() + " " + manifest.name();
  }

  private static Optional<JsonNode> unlessConflict(String verb, Manifest manifest, Answer answer) {
    return answer.status() == 409
        ? Optional.empty()
        : Optional.of(accepted(tried(verb, manifest), answer));
  }

  private static DeployException conflict(Manifest manifest) {
    return new DeployException(
        FailureCode.KUBERNETES_UNAVAILABLE,
        tried("apply", manifest),
        "it was being changed by somebody else");
  }

  private static JsonNode accepted(String tried, Answer answer) {
    if (answer.ok()) {
      return answer.document();
    }
    String message = answer.message();
    if (message.contains("exceeded quota")) {
      throw new DeployException(
          FailureCode.QUOTA_EXCEEDED, tried, "the project's quota is used up");
    }
    if (message.contains("being terminated")) {
      throw new DeployException(
          FailureCode.KUBERNETES_UNAVAILABLE, tried, "its namespace is still being deleted");
    }
    throw new DeployException(FailureCode.KUBERNETES_REJECTED, tried, message);
  }
}
