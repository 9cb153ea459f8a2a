package ink.ml.dp.devstack.full;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What runs on the cluster: waits until it does, and says each as it comes. */
final class Workloads {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int FEW = 12;

  private final Cluster cluster;

  Workloads(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns when every Deployment, DaemonSet and StatefulSet of the platform has all its pods, as
   * its newest template has them.
   */
  void await(Progress progress) {
    Instant deadline = Instant.now().plus(PATIENCE);
    Map<String, Boolean> before = new LinkedHashMap<>();
    while (true) {
      Map<String, Boolean> now = ready();
      now.forEach(
          (name, ready) -> {
            if (ready && before.containsKey(name) && !before.getOrDefault(name, false)) {
              progress.say(name + " ready");
            }
          });
      if (!now.containsValue(false)) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new PlatformException(
            "tried to bring the platform's workloads up but failed because these are not ready: "
                + now.entrySet().stream()
                    .filter(entry -> !entry.getValue())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(", "))
                + "\n"
                + reasons(),
            "look at their pods: ./dev status --full says where the kubeconfig is");
      }
      before.clear();
      before.putAll(now);
      Pause.of(PAUSE);
    }
  }

  private Map<String, Boolean> ready() {
    String listed =
        cluster.kubectl(
            LIMIT,
            "",
            "get",
            "deployments,daemonsets,statefulsets",
            "--all-namespaces",
            "--selector=app.kubernetes.io/part-of=deploy-platform",
            "--output=json");
    try {
      Map<String, Boolean> all = new LinkedHashMap<>();
      for (JsonNode item : JsonFile.JSON.readTree(listed).path("items")) {
        all.put(item.path("metadata").path("name").asText(), isReady(item));
      }
      return all;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kubectl prints JSON", e);
    }
  }

  static boolean isReady(JsonNode workload) {
    JsonNode status = workload.path("status");
    boolean observed =
        status.path("observedGeneration").asLong()
            >= workload.path("metadata").path("generation").asLong();
    boolean perNode = workload.path("kind").asText().equals("DaemonSet");
    int wanted =
        perNode
            ? status.path("desiredNumberScheduled").asInt()
            : workload.path("spec").path("replicas").asInt(1);
    int updated = status.path(perNode ? "updatedNumberScheduled" : "updatedReplicas").asInt();
    int ready = status.path(perNode ? "numberReady" : "readyReplicas").asInt();
    // A set for every node that has no node yet is not ready: ours all have one.
    return observed && updated == wanted && ready == wanted && !(perNode && wanted == 0);
  }

  /** What the cluster says about it, newest last. */
  private String reasons() {
    return cluster
        .kubectl(
            LIMIT,
            "",
            "get",
            "events",
            "--all-namespaces",
            "--field-selector=type=Warning",
            "--sort-by=.lastTimestamp",
            "--output=custom-columns=:.involvedObject.name,:.message")
        .lines()
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(),
                lines ->
                    String.join(
                        "\n", lines.subList(Math.max(0, lines.size() - FEW), lines.size()))));
  }
}
