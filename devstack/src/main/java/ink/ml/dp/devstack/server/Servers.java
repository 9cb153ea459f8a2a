package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.server.ServerDefinition.Kind;
import ink.ml.dp.devstack.server.ServerDefinition.PublishedPort;
import ink.ml.dp.devstack.server.ServerDefinition.Readiness;
import ink.ml.dp.devstack.server.ServerDefinition.Storage;
import ink.ml.dp.model.workflow.SearchAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The servers of the local platform. The demo, the tests and the benchmarks all take them from
 * here.
 */
public final class Servers {
  public static final String REGISTRY_PORT = "registry";
  public static final String REGISTRY_METRICS_PORT = "registry-metrics";
  public static final String REGISTRY_READ_PORT = "registry-read";
  public static final String MIRROR_PORT = "mirror";
  public static final String HUB_PORT = "hub";
  public static final String BUILDKIT_PORT = "buildkit";
  public static final String TEMPORAL_PORT = "temporal";
  public static final String TEMPORAL_UI_PORT = "temporal-ui";
  public static final String KUBERNETES_PORT = "kubernetes";
  public static final String APPS_PORT = "apps";
  public static final String INGRESS_API_PORT = "ingress-api";

  private static final String STORE = "/var/lib/registry";

  /** How image references name the registry: as BuildKit and the nodes resolve it. */
  public static final String REGISTRY_HOST = "registry:5000";

  /** Where containerd really pulls images of that name from. */
  private static final String REGISTRY_READ_HOST = "registry-read:5010";

  private static final String MIRROR_HOST = "mirror:5020";

  /** The registry's files; also mounted into the node that plays ops, where the GC job runs. */
  public static final String REGISTRY_VOLUME = "registry";

  /** The nodes' certificates: made by the control plane, read by the nodes that join. */
  public static final String PKI_VOLUME = "pki";

  /** What plays Docker Hub has its files here. */
  public static final String HUB_VOLUME = "hub";

  /** Where images are pushed to. */
  public static final ServerDefinition REGISTRY =
      registry(
          "registry",
          "push.yml",
          List.of(
              new PublishedPort(REGISTRY_PORT, 5000),
              new PublishedPort(REGISTRY_METRICS_PORT, 5001)),
          Map.of(),
          new Storage(REGISTRY_VOLUME, STORE),
          new Readiness.Http(5001, "/metrics"));

  /** Where they are pulled from: another process on the same files, which writes nothing. */
  public static final ServerDefinition REGISTRY_READ =
      registry(
          "registry-read",
          "read.yml",
          List.of(new PublishedPort(REGISTRY_READ_PORT, 5010)),
          Map.of(),
          new Storage(REGISTRY_VOLUME, STORE),
          new Readiness.Http(5010, "/v2/"));

  /** Plays Docker Hub: has the base images that Dockerfiles begin from, and nothing else. */
  public static final ServerDefinition HUB =
      registry(
          "hub",
          "config.yml",
          List.of(new PublishedPort(HUB_PORT, 5000)),
          Map.of(),
          new Storage(HUB_VOLUME, STORE),
          new Readiness.Http(5000, "/v2/"));

  /** The only way to Docker Hub, for builds and for nodes. */
  public static final ServerDefinition MIRROR =
      registry(
          "mirror",
          "mirror.yml",
          List.of(new PublishedPort(MIRROR_PORT, 5020)),
          Map.of("REGISTRY_PROXY_REMOTEURL", "http://hub:5000"),
          new Storage("mirror", STORE),
          new Readiness.Http(5020, "/v2/"));

  /** Our own image everywhere: it carries the fence around build steps. */
  public static final ServerDefinition BUILDKIT =
      new ServerDefinition(
          "buildkit",
          "buildkit",
          null,
          Kind.PRIVILEGED,
          List.of(new PublishedPort(BUILDKIT_PORT, 1234)),
          List.of(),
          Map.of("REGISTRY", REGISTRY_HOST, "MIRROR", MIRROR_HOST),
          List.of(new Storage("buildkit", "/var/lib/buildkit")),
          new Readiness.LogLine(".*running server on.*1234.*"));

  public static final ServerDefinition TEMPORAL =
      new ServerDefinition(
          "temporal",
          "temporal",
          null,
          Kind.PLAIN,
          List.of(
              new PublishedPort(TEMPORAL_PORT, 7233), new PublishedPort(TEMPORAL_UI_PORT, 8233)),
          temporalCommand(),
          Map.of(),
          List.of(new Storage("", "/data")),
          // Asks its database, too: the page alone would say nothing about that.
          new Readiness.Http(8233, "/api/v1/namespaces/default"));

  /** The control plane. Our own image everywhere: stock k3s has no gVisor. */
  public static final ServerDefinition CONTROL_NODE =
      node(
          "k3s-1",
          "ctrl",
          List.of(new PublishedPort(KUBERNETES_PORT, 6443)),
          List.of("server", "--disable=traefik", "--tls-san=127.0.0.1", "--tls-san=localhost"));

  /** Where tenants run, and the ingress: it listens on the node's port 80, its API on 8080. */
  public static final ServerDefinition RUN_NODE =
      node(
          "run-1",
          "run",
          List.of(new PublishedPort(APPS_PORT, 80), new PublishedPort(INGRESS_API_PORT, 8080)),
          List.of("agent", "--server=" + CONTROL_NODE.name()));

  /** All of them, in the order in which people think of them. */
  public static final List<ServerDefinition> ALL =
      List.of(REGISTRY, REGISTRY_READ, HUB, MIRROR, BUILDKIT, TEMPORAL, CONTROL_NODE, RUN_NODE);

  private Servers() {}

  private static List<String> temporalCommand() {
    return Stream.concat(
            // A file of its own: what the server keeps in memory is lost when a query's deadline
            // passes, because its connection is given up then. Never flushed: it is not to last.
            Stream.of(
                "--db-filename=/data/temporal.db",
                "--sqlite-pragma=synchronous=OFF",
                // A worker is handed its own next activity at once, without a poll for it.
                "--dynamic-config-value=system.enableActivityEagerExecution=true"),
            SearchAttributes.ALL.stream()
                .flatMap(key -> Stream.of("--search-attribute", key.getName() + "=Keyword")))
        .toList();
  }

  private static ServerDefinition registry(
      String name,
      String configuration,
      List<PublishedPort> ports,
      Map<String, String> environment,
      Storage storage,
      Readiness readiness) {
    return new ServerDefinition(
        name,
        "registry",
        null,
        Kind.PLAIN,
        ports,
        List.of("/etc/distribution/" + configuration),
        environment,
        List.of(storage),
        readiness);
  }

  private static ServerDefinition node(
      String name, String pool, List<PublishedPort> ports, List<String> command) {
    return new ServerDefinition(
        name,
        "node",
        null,
        Kind.NODE,
        ports,
        command,
        Map.of(
            "NODE_LABELS",
            "pool=" + pool,
            "REGISTRIES",
            REGISTRY_HOST + "=http://" + REGISTRY_READ_HOST + ",docker.io=http://" + MIRROR_HOST),
        List.of(
            new Storage(PKI_VOLUME, "/pki"),
            new Storage(REGISTRY_VOLUME, "/srv/registry"),
            new Storage("", "/var/lib/containerd"),
            new Storage("", "/var/lib/kubelet")),
        new Readiness.LogLine(".*Node controller sync successful.*"));
  }
}
