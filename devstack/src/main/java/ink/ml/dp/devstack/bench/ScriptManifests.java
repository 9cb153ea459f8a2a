package ink.ml.dp.devstack.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.devstack.platform.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * The manifests that the peer's script applies: those of a service of ours, read back from the
 * cluster and given another name and namespace.
 */
final class ScriptManifests {
  /** What a server adds to an object, and what only our own deploys read. */
  private static final List<String> SERVER_FIELDS =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "managedFields",
          "annotations");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration QUICK = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final String namespace;

  ScriptManifests(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** The namespace and what guards it. */
  String namespace() {
    String itself = cluster.kubectl(QUICK, "", "get", "namespace", namespace, "--output=json");
    return clean(itself) + "\n---\n" + get("resourcequota,limitrange,networkpolicy", "");
  }

  /**
   * The objects of a service, with {@code @IMAGE@} for its image. The script has a single
   * Deployment of the service's name.
   */
  String service(String name) {
    return get("secret,deployment,service,ingress", "dp.ml.ink/service=" + name)
        .replaceAll("\"image\":\"[^\"]*\"", "\"image\":\"@IMAGE@\"")
        .replaceAll("\"name\":\"" + name + "-r\\d+\"", "\"name\":\"" + name + "\"");
  }

  private String get(String kinds, String selector) {
    return clean(
        cluster.kubectl(
            QUICK,
            "",
            "get",
            kinds,
            "--namespace=" + namespace,
            "--selector=" + selector,
            "--output=json"));
  }

  private static String clean(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      if (tree.has("items")) {
        tree.path("items").forEach(ScriptManifests::strip);
        ((ObjectNode) tree).remove("metadata");
      } else {
        strip(tree);
      }
      return tree.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void strip(JsonNode object) {
    ((ObjectNode) object).remove("status");
    ((ObjectNode) object.path("metadata")).remove(SERVER_FIELDS);
    if (object.path("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("clusterIP", "clusterIPs"));
    }
  }
}
