package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.ServerBuilder;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.ServerDefinition.Kind;
import ink.ml.dp.devstack.server.Servers;
import java.util.List;

/**
 * The servers of the full platform: a cluster of production's shape, and what is outside of it.
 * Everything else runs inside.
 */
final class FullServers {
  /** The host's port that leads to the ingress' port 80, which answers with the way to https. */
  static final String HTTP_PORT = "apps-http";

  /** Below a label of its own: nobody takes a certificate of {@code *.localhost}. */
  static final String APPS_DOMAIN = "apps." + Servers.APPS_DOMAIN;

  /** Where what is pushed is kept, on ops-1. */
  static final String REGISTRY_DIRECTORY = "/mnt/registry";

  static final String MIRROR_DIRECTORY = "/mnt/registry-mirror";

  /** Where the build worker keeps its checkouts and logs, on build-1. */
  static final String WORKSPACE = "/mnt/build-workspace";

  private static final String READY = ".*Node controller sync successful.*";
  private static final String OPS_NAME = "ops-1";

  static final ServerDefinition CONTROL =
      node(Servers.CONTROL_NODE.name(), "ctrl")
          .publishes("kubernetes", 6443)
          .answersAt("KUBECONFIG={kubeconfig}")
          .environment("MANIFESTS", "coredns")
          .command("server", "--tls-san=127.0.0.1", "--tls-san=" + Servers.APPS_DOMAIN)
          .readyWhenItLogs(READY);

  static final ServerDefinition OPS =
      tainted(OPS_NAME, "ops")
          .keeps("registry", REGISTRY_DIRECTORY)
          .keeps("mirror", MIRROR_DIRECTORY)
          .readyWhenItLogs(READY);

  static final ServerDefinition BUILD =
      tainted("build-1", "build")
          .keeps("buildkit", "/var/lib/dp-buildkit")
          .keeps("workspace", WORKSPACE)
          .readyWhenItLogs(READY);

  static final ServerDefinition RUN_1 =
      tainted("run-1", "run")
          .publishes(Servers.APPS_PORT, 443)
          .publishes(HTTP_PORT, 80)
          .answersAt("https://<name>." + APPS_DOMAIN + ":{apps}")
          .readyWhenItLogs(READY);

  static final ServerDefinition RUN_2 = tainted("run-2", "run").readyWhenItLogs(READY);

  static final List<ServerDefinition> NODES = List.of(CONTROL, OPS, BUILD, RUN_1, RUN_2);

  /** What the cluster finds in the world: where its workflows are, and what plays Docker Hub. */
  static final List<ServerDefinition> OUTSIDE = List.of(Servers.TEMPORAL, Servers.HUB);

  static final List<ServerDefinition> ALL =
      List.of(Servers.TEMPORAL, Servers.HUB, CONTROL, OPS, BUILD, RUN_1, RUN_2);

  private FullServers() {}

  private static ServerBuilder tainted(String name, String pool) {
    return node(name, pool)
        .environment("NODE_TAINTS", "pool=" + pool + ":NoSchedule")
        .command("agent", "--server=" + Servers.CONTROL_NODE.name());
  }

  private static ServerBuilder node(String name, String pool) {
    return ServerDefinition.of(name, Part.CLUSTER)
        .image("node")
        .kind(Kind.NODE)
        .environment("NODE_LABELS", "pool=" + pool)
        .environment("NETWORK_POLICIES", "enforced")
        .environment(
            "REGISTRIES",
            "%s=http://%s:5010,docker.io=http://%s:5020"
                .formatted(Servers.REGISTRY_HOST, OPS_NAME, OPS_NAME))
        .keeps(Servers.PKI_VOLUME, "/pki")
        .scratch("/var/lib/containerd")
        .scratch("/var/lib/kubelet");
  }
}
