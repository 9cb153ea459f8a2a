package ink.ml.dp.registrygc.kubernetes;

import java.util.Map;
import java.util.TreeMap;

/**
 * KubeObjects as a real API server accepts them, small. Nothing of them runs for long, if at all.
 */
final class KubeObjects {
  private KubeObjects() {}

  static String namespace(String name) {
    return """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}
        """
        .formatted(name);
  }

  /** The one that pods have unless they say otherwise. */
  static String serviceAccount(String namespace) {
    return """
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"namespace": "%s", "name": "default"}}
        """
        .formatted(namespace);
  }

  static String pod(String namespace, String name, String image) {
    return object("v1", "Pod", namespace, name, Map.of(), podSpec(image, ""));
  }

  /** With an init container, which has another image. */
  static String podWithInit(String namespace, String name, String image, String initImage) {
    String init =
        """
        "initContainers": [{"name": "init", "image": "%s"}],
        """
            .formatted(initImage);
    return object("v1", "Pod", namespace, name, Map.of(), podSpec(image, init));
  }

  /** A Deployment, ReplicaSet or StatefulSet that is scaled to zero. */
  static String scaledToZero(String kind, String namespace, String name, String image) {
    return object(
        "apps/v1",
        kind,
        namespace,
        name,
        Map.of("dp.ml.ink/service", name),
        "\"replicas\": 0, " + selected(name, image));
  }

  static String daemonSet(String namespace, String name, String image) {
    return object("apps/v1", "DaemonSet", namespace, name, Map.of(), selected(name, image));
  }

  static String suspendedJob(String namespace, String name, String image) {
    return object("batch/v1", "Job", namespace, name, Map.of(), "\"suspend\": true, " + job(image));
  }

  static String suspendedCronJob(String namespace, String name, String image) {
    return object(
        "batch/v1",
        "CronJob",
        namespace,
        name,
        Map.of(),
        "\"suspend\": true, \"schedule\": \"0 4 * * *\", \"jobTemplate\": {\"spec\": {%s}}"
            .formatted(job(image)));
  }

  static String controllerRevision(String namespace, String name, String image) {
    return """
        {"apiVersion": "apps/v1", "kind": "ControllerRevision",
         "metadata": {"namespace": "%s", "name": "%s"}, "revision": 1,
         "data": {"spec": {"template": {"$patch": "replace", "spec": {%s}}}}}
        """
        .formatted(namespace, name, podSpec(image, ""));
  }

  /** As the deploy worker writes it; the keys are releases, the values their JSON. */
  static String releases(String namespace, String service, Map<String, String> releases) {
    StringBuilder data = new StringBuilder();
    new TreeMap<>(releases)
        .forEach(
            (id, json) ->
                data.append(data.isEmpty() ? "" : ", ")
                    .append("\"%s\": \"%s\"".formatted(id, json.replace("\"", "\\\""))));
    return """
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"namespace": "%s", "name": "%s-releases",
           "labels": {"dp.ml.ink/record": "releases", "dp.ml.ink/service": "%s"}},
         "data": {%s}}
        """
        .formatted(namespace, service, service, data);
  }

  static String release(String image, String digest) {
    return """
        {"sequence": 1, "image": "%s", "digest": "%s", "outcome": "replaced"}"""
        .formatted(image, digest);
  }

  private static String object(
      String version,
      String kind,
      String namespace,
      String name,
      Map<String, String> labels,
      String spec) {
    StringBuilder text = new StringBuilder();
    labels.forEach((key, value) -> text.append("\"%s\": \"%s\"".formatted(key, value)));
    return """
        {"apiVersion": "%s", "kind": "%s",
         "metadata": {"namespace": "%s", "name": "%s", "labels": {%s}}, "spec": {%s}}
        """
        .formatted(version, kind, namespace, name, text, spec);
  }

  private static String selected(String name, String image) {
    return """
        "selector": {"matchLabels": {"app": "%s"}},
        "template": {"metadata": {"labels": {"app": "%s"}}, "spec": {%s}}
        """
        .formatted(name, name, podSpec(image, ""));
  }

  private static String job(String image) {
    return "\"template\": {\"spec\": {\"restartPolicy\": \"Never\", %s}}"
        .formatted(podSpec(image, ""));
  }

  /** On no node, so that nothing is pulled. */
  private static String podSpec(String image, String more) {
    return """
        %s "nodeSelector": {"pool": "nowhere"}, "containers": [{"name": "main", "image": "%s"}]
        """
        .formatted(more, image);
  }
}
