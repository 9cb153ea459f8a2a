package ink.ml.dp.deploy.kube;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.KubernetesApi.Answer;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Objects in the cluster. What is refused becomes a failure of the contract; what is away, one that
 * is worth another try.
 */
@Singleton
public final class Cluster {
  /** The one field manager of everything that this worker applies. */
  public static final String MANAGER = "dp-deploy-worker";

  /** A namespace's label: which template it has. */
  public static final String TEMPLATE = Labels.DOMAIN + "template";

  /** The value of {@link #TEMPLATE} until all of it is there. */
  public static final String UNFINISHED = "applying";

  private static final String JSON = "application/json";
  private static final String APPLY = "application/apply-patch+yaml";

  /**
   * What RBAC says of a namespace's object, and admission does not. The API server learns of a new
   * role binding a moment after it has accepted it, so this is worth another try.
   */
  private static final Pattern NO_RIGHT =
      Pattern.compile(" cannot \\w+ resource \".*\" in the namespace ");

  private static final Pattern NO_NAMESPACE = Pattern.compile("namespaces \".*\" not found");

  private final KubernetesApi api;

  public Cluster(KubernetesApi api) {
    this.api = api;
  }

  public Optional<JsonNode> get(Kind kind, String namespace, String name) {
    Action action = new Action("read the " + kind.kind() + " " + name);
    Answer answer = api.send(action, "GET", kind.path(namespace, name), JSON, null);
    if (answer.status() == 404 || isBeforeItsRole(answer, kind, namespace)) {
      return Optional.empty();
    }
    return Optional.of(accepted(action, answer));
  }

  /** Objects of a kind, by labels; a namespace that does not exist has none. */
  public List<JsonNode> list(Kind kind, String namespace, String selector) {
    Action action = new Action("list " + kind.kind() + " objects");
    String query = "?limit=500&labelSelector=" + encode(selector);
    List<JsonNode> found = new ArrayList<>();
    String next = "";
    do {
      String page = next.isEmpty() ? "" : "&continue=" + encode(next);
      Answer answer =
          api.send(action, "GET", kind.collection(namespace) + query + page, JSON, null);
      if (isBeforeItsRole(answer, kind, namespace)) {
        break;
      }
      JsonNode list = accepted(action, answer);
      list.path("items").forEach(found::add);
      next = list.path("metadata").path("continue").asText("");
    } while (!next.isEmpty());
    return found;
  }

  /**
   * Whether a read was refused because the namespace is not there, not finished or going: this
   * worker's role is bound in it when it is made, and what it looks for comes after that.
   */
  private boolean isBeforeItsRole(Answer answer, Kind kind, String namespace) {
    if (answer.status() != 403 || kind == Kind.NAMESPACE) {
      return false;
    }
    return get(Kind.NAMESPACE, namespace, namespace)
        .map(found -> found.path("metadata"))
        .map(
            metadata ->
                metadata.has("deletionTimestamp")
                    || UNFINISHED.equals(metadata.path("labels").path(TEMPLATE).asText()))
        .orElse(true);
  }

  /** Applies an object, taking over its fields from whoever else set them. Repeatable. */
  public JsonNode apply(Manifest manifest) {
    // Two who make the same object at once meet here.
    return Conflicts.retry(action("apply", manifest), () -> apply(manifest, Version.ANY));
  }

  /**
   * Applies an object over what was read of it.
   *
   * @return empty when somebody else changed or deleted it meanwhile
   */
  public Optional<JsonNode> applyOver(JsonNode read, Manifest manifest) {
    return apply(manifest, Version.of(read));
  }

  /** Applies an object that is not there; empty when it is. */
  public Optional<JsonNode> applyNew(Manifest manifest) {
    return apply(manifest, Version.ABSENT);
  }

  private Optional<JsonNode> apply(Manifest manifest, Version version) {
    String path =
        manifest.kind().path(manifest.namespace(), manifest.name())
            + "?force=true&fieldManager="
            + MANAGER;
    return unlessConflict(
        "apply",
        manifest,
        api.send(action("apply", manifest), "PATCH", path, APPLY, manifest.body(version)));
  }

  /** Creates an object; empty when it is there already. */
  public Optional<JsonNode> create(Manifest manifest) {
    String path = manifest.kind().collection(manifest.namespace()) + "?fieldManager=" + MANAGER;
    return unlessConflict(
        "create",
        manifest,
        api.send(action("create", manifest), "POST", path, JSON, manifest.body(Version.ANY)));
  }

  /** Replaces what was read of an object; empty when somebody else changed it meanwhile. */
  public Optional<JsonNode> replace(JsonNode read, Manifest manifest) {
    String path =
        manifest.kind().path(manifest.namespace(), manifest.name()) + "?fieldManager=" + MANAGER;
    return unlessConflict(
        "replace",
        manifest,
        api.send(action("replace", manifest), "PUT", path, JSON, manifest.body(Version.of(read))));
  }

  /**
   * Deletes an object as it was read, and in the background what it owns.
   *
   * @return false when somebody else changed it meanwhile; one that is gone is deleted
   */
  public boolean delete(Kind kind, JsonNode read) {
    JsonNode metadata = read.path("metadata");
    String name = metadata.path("name").asText();
    Action action = new Action("delete the " + kind.kind() + " " + name);
    Version version = Version.of(read);
    Map<String, Object> options =
        Map.of(
            "propagationPolicy",
            "Background",
            "preconditions",
            Map.of("resourceVersion", version.resourceVersion(), "uid", version.uid()));
    String path = kind.path(metadata.path("namespace").asText(name), name);
    Answer answer = api.send(action, "DELETE", path, JSON, options);
    if (answer.status() == 409) {
      return false;
    }
    if (answer.status() != 404) {
      accepted(action, answer);
    }
    return true;
  }

  /** The last lines of a container's log, as plain text; empty when there is none. */
  public List<String> log(String namespace, String pod, String container, boolean previous) {
    // The limit counts from the first of these lines: too small a one would cut off the last.
    String query =
        "/log?tailLines=50&limitBytes=1048576&container=" + container + "&previous=" + previous;
    return PlainText.lines(api.text(Kind.POD.path(namespace, pod) + query));
  }

  /** What the cluster says happened to a pod, as far as it lets us know; in no certain order. */
  public List<String> events(String namespace, String pod) {
    String text =
        api.text(
            Kind.EVENT.collection(namespace)
                + "?limit=100&fieldSelector="
                + encode("involvedObject.kind=Pod,involvedObject.name=" + pod));
    List<String> messages = new ArrayList<>();
    KubernetesApi.document(text)
        .path("items")
        .forEach(event -> messages.add(event.path("message").asText()));
    return messages;
  }

  /** Wakes whoever waits when one of these objects changes. The values are label selectors. */
  public Watch watch(String namespace, Map<Kind, String> selectors) {
    return Watch.start(
        api,
        selectors.entrySet().stream()
            .map(
                watched ->
                    watched.getKey().collection(namespace)
                        + "?watch=true&timeoutSeconds=25&labelSelector="
                        + encode(watched.getValue()))
            .toList());
  }

  private static String encode(String selector) {
    return URLEncoder.encode(selector, StandardCharsets.UTF_8);
  }

  private static Action action(String verb, Manifest manifest) {
    return new Action(verb + " the " + manifest.kind().kind() + " " + manifest.name());
  }

  private static Optional<JsonNode> unlessConflict(String verb, Manifest manifest, Answer answer) {
    return answer.status() == 409
        ? Optional.empty()
        : Optional.of(accepted(action(verb, manifest), answer));
  }

  private static JsonNode accepted(Action action, Answer answer) {
    if (answer.ok()) {
      return answer.document();
    }
    String message = answer.message();
    if (message.contains("exceeded quota")) {
      throw action.failed(FailureCode.QUOTA_EXCEEDED, "the project's quota is used up");
    }
    if (message.contains("being terminated") || NO_NAMESPACE.matcher(message).matches()) {
      throw action.failed(FailureCode.KUBERNETES_UNAVAILABLE, "its namespace is being deleted");
    }
    if (answer.status() == 401 || answer.status() == 403 && NO_RIGHT.matcher(message).find()) {
      throw action.failed(
          FailureCode.KUBERNETES_UNAVAILABLE, "the cluster does not know the right to: " + message);
    }
    throw action.failed(FailureCode.KUBERNETES_REJECTED, message);
  }
}
