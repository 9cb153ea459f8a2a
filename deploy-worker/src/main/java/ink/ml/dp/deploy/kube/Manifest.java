package ink.ml.dp.deploy.kube;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object to be written.
 *
 * @param labels also used to find it again
 * @param content the top-level fields besides {@code apiVersion}, {@code kind} and {@code metadata}
 */
public record Manifest(
    Kind kind,
    String namespace,
    String name,
    Map<String, String> labels,
    Map<String, String> annotations,
    Map<String, Object> content) {

  /** The object as it is sent, to be written only over that version. */
  Map<String, Object> body(Version version) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    if (kind != Kind.NAMESPACE) {
      metadata.put("namespace", namespace);
    }
    metadata.put("labels", labels);
    metadata.put("annotations", annotations);
    if (!version.resourceVersion().isEmpty()) {
      metadata.put("resourceVersion", version.resourceVersion());
    }
    if (!version.uid().isEmpty()) {
      metadata.put("uid", version.uid());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiVersion", kind.apiVersion());
    body.put("kind", kind.kind());
    body.put("metadata", metadata);
    body.putAll(content);
    return body;
  }
}
