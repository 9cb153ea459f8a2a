package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.server.ServerDefinition.Kind;
import ink.ml.dp.model.workflow.SearchAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The servers of the local platform. The demo, the tests and the benchmarks all take them from
 * here, and a new one is defined here and listed in {@link #ALL}.
 */
public final class Servers {
  public static final String REGISTRY_PORT = "registry";
  public static final String REGISTRY_READ_PORT = "registry-read";
  public static final String HUB_PORT = "hub";
  public static final String BUILDKIT_PORT = "buildkit";
  public static final String TEMPORAL_PORT = "temporal";
  public static final String TEMPORAL_UI_PORT = "temporal-ui";
  public static final String APPS_PORT = "apps";
  public static final String INGRESS_API_PORT = "ingress-api";

  /** The domain whose subdomains browsers and curl resolve to this machine. */
  public static final String APPS_DOMAIN = "localhost";

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

  private static final String NODE_READY = ".*Node controller sync successful.*";

  /** Where images are pushed to; it answers nobody without a token. */
  public static final ServerDefinition REGISTRY =
      registry("registry", "push.yml", REGISTRY_VOLUME)
          .given("/keys/jwks.json", "registry-keys/jwks.json")
          .publishes(REGISTRY_PORT, 5000)
          .publishes("registry-metrics", 5001)
          .answersAt("http://127.0.0.1:{registry}")
          .readyWhenItAnswers(5001, "/metrics");

  /** Where they are pulled from: another process on the same files, which writes nothing. */
  public static final ServerDefinition REGISTRY_READ =
      registry("registry-read", "read.yml", REGISTRY_VOLUME)
          .publishes(REGISTRY_READ_PORT, 5010)
          .answersAt("http://127.0.0.1:{registry-read}")
          .readyWhenItAnswers(5010, "/v2/");

  /** Plays Docker Hub: has the base images that Dockerfiles begin from, and nothing else. */
  public static final ServerDefinition HUB =
      registry("hub", "config.yml", HUB_VOLUME)
          .publishes(HUB_PORT, 5000)
          .answersAt("http://127.0.0.1:{hub}")
          .readyWhenItAnswers(5000, "/v2/");

  /** The only way to Docker Hub, for builds and for nodes. */
  public static final ServerDefinition MIRROR =
      registry("mirror", "mirror.yml", "mirror")
          .after(HUB)
          .environment("REGISTRY_PROXY_REMOTEURL", "http://hub:5000")
          .publishes("mirror", 5020)
          .answersAt("http://127.0.0.1:{mirror}")
          .readyWhenItAnswers(5020, "/v2/");

  /** Our own image everywhere: it carries the fence around build steps. */
  public static final ServerDefinition BUILDKIT =
      ServerDefinition.of("buildkit", Part.BUILDKIT)
          // It looks for its registries when it starts, and then every other second.
          .after(REGISTRY, REGISTRY_READ, MIRROR)
          .kind(Kind.PRIVILEGED)
          .environment("REGISTRY", REGISTRY_HOST)
          .environment("MIRROR", MIRROR_HOST)
          .environment("RESOLVERS", HostResolvers.addresses())
          .publishes(BUILDKIT_PORT, 1234)
          .answersAt("tcp://127.0.0.1:{buildkit}")
          .keeps("buildkit", "/var/lib/buildkit")
          .readyWhenItLogs(".*running server on.*1234.*");

  public static final ServerDefinition TEMPORAL =
      ServerDefinition.of("temporal", Part.TEMPORAL)
          .publishes(TEMPORAL_PORT, 7233)
          .publishes(TEMPORAL_UI_PORT, 8233)
          .answersAt("127.0.0.1:{temporal}, pages http://127.0.0.1:{temporal-ui}")
          .command(temporalCommand())
          .scratch("/data")
          // Asks its database, too: the page alone would say nothing about that.
          .readyWhenItAnswers(8233, "/api/v1/namespaces/default");

  /** The control plane. Our own image everywhere: stock k3s has no gVisor. */
  public static final ServerDefinition CONTROL_NODE =
      node("k3s-1", "ctrl")
          .publishes("kubernetes", 6443)
          .answersAt("KUBECONFIG={kubeconfig}")
          .command("server", "--disable=traefik", "--tls-san=127.0.0.1", "--tls-san=" + APPS_DOMAIN)
          .readyWhenItLogs(NODE_READY);

  /** Where tenants run, and the ingress: it listens on the node's port 80, its API on 8080. */
  public static final ServerDefinition RUN_NODE =
      node("run-1", "run")
          .publishes(APPS_PORT, 80)
          .publishes(INGRESS_API_PORT, 8080)
          .answersAt("http://<name>." + APPS_DOMAIN + ":{apps}")
          .command("agent", "--server=" + CONTROL_NODE.name())
          .readyWhenItLogs(NODE_READY);

  /** Started together or not at all. */
  public static final List<ServerDefinition> NODES = List.of(CONTROL_NODE, RUN_NODE);

  /** All of them, each after what it needs. */
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

  private static ServerBuilder registry(String name, String configuration, String volume) {
    return ServerDefinition.of(name, Part.REGISTRY)
        .image("registry")
        .command("/etc/distribution/" + configuration)
        .keeps(volume, "/var/lib/registry");
  }

  private static ServerBuilder node(String name, String pool) {
    return ServerDefinition.of(name, Part.CLUSTER)
        .image("node")
        .kind(Kind.NODE)
        .environment("NODE_LABELS", "pool=" + pool)
        .environment(
            "REGISTRIES",
            REGISTRY_HOST + "=http://" + REGISTRY_READ_HOST + ",docker.io=http://" + MIRROR_HOST)
        .keeps(PKI_VOLUME, "/pki")
        .keeps(REGISTRY_VOLUME, "/srv/registry")
        .scratch("/var/lib/containerd")
        .scratch("/var/lib/kubelet");
  }
}
