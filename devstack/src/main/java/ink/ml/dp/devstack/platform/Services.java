package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.process.JavaService;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Our own programs, with the configuration that makes them find the local servers. */
public final class Services {
  public static final String STAND_INS = "stand-ins";
  public static final String BUILD_WORKER = "build-worker";
  public static final String DEPLOY_WORKER = "deploy-worker";

  /** What a worker logs when it polls: as text, or as JSON. */
  private static final String WORKER_READY = ".* ready, polling .*";

  private final Instance instance;
  private final Endpoints endpoints;
  private final Ports ports;
  private final Blueprint blueprint;

  public Services(Instance instance, Endpoints endpoints, Ports ports, Blueprint blueprint) {
    this.instance = instance;
    this.endpoints = endpoints;
    this.ports = ports;
    this.blueprint = blueprint;
  }

  /** The git host and the MCP API. */
  private JavaService standIns() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--state",
                standInsState().toString(),
                "--git-port",
                String.valueOf(endpoints.gitPort()),
                "--mcp-port",
                String.valueOf(endpoints.mcpPort())));
    blueprint
        .outsideAddress()
        .ifPresent(address -> arguments.addAll(List.of("--relayed-at", address)));
    return new JavaService(
        STAND_INS,
        lib("devstack"),
        "ink.ml.dp.devstack.standins.StandIns",
        arguments,
        Map.of("DEVSTACK_LOG_LEVEL", "INFO"),
        ".*\"git_port\".*",
        192);
  }

  private JavaService buildWorker() {
    Map<String, String> environment = worker(BUILD_WORKER);
    environment.put("BUILDKIT_HOST", endpoints.buildkitAddress());
    environment.put(
        "REGISTRY_TOKEN_KEY", instance.registryKeys().key(RegistryKeys.BUILD_WORKER).toString());
    environment.put("GITEA_URL", endpoints.gitUrl() + "/gitea");
    environment.put("GITEA_TOKEN", secret("gitea-token"));
    environment.put("WORKSPACE_DIR", instance.home().resolve("workspace").toString());
    environment.put("BUILD_LOG_DIR", instance.buildLogs().toString());
    return new JavaService(
        BUILD_WORKER,
        lib("build-worker"),
        "ink.ml.dp.builder.BuildWorker",
        List.of(),
        environment,
        WORKER_READY,
        384);
  }

  private JavaService deployWorker() {
    Map<String, String> environment = worker(DEPLOY_WORKER);
    environment.put("REGISTRY_URL", endpoints.registryReadUrl());
    environment.put("KUBECONFIG", instance.kubeconfig().toString());
    environment.put("APPS_DOMAIN", Servers.APPS_DOMAIN);
    environment.put("APPS_SCHEME", "http");
    environment.put("APPS_PORT", String.valueOf(endpoints.appsPort()));
    environment.put("INGRESS_URL", endpoints.ingressUrl());
    environment.put("INGRESS_API_URL", endpoints.ingressApiUrl());
    environment.put("SOAK_SECONDS", "5");
    return new JavaService(
        DEPLOY_WORKER,
        lib("deploy-worker"),
        "ink.ml.dp.deploy.DeployWorker",
        List.of(),
        environment,
        WORKER_READY,
        320);
  }

  /**
   * One of them before it is started.
   *
   * @param needs the servers and programs that are ready before it
   * @param ports the names of those at which it answers itself
   * @param program asked for once they are: only then are their ports certain
   */
  record Planned(
      String name,
      Part part,
      List<String> needs,
      List<String> ports,
      Supplier<JavaService> program) {}

  /** Those that run as processes here, each after what it needs. */
  List<Planned> planned() {
    String registry = Servers.REGISTRY.name();
    String temporal = Servers.TEMPORAL.name();
    return Stream.of(
            new Planned(
                STAND_INS,
                Part.STAND_INS,
                List.of(),
                List.of(Endpoints.GIT_PORT, Endpoints.MCP_PORT),
                this::standIns),
            new Planned(
                BUILD_WORKER,
                Part.BUILD_WORKER,
                List.of(registry, temporal, STAND_INS, Servers.BUILDKIT.name()),
                List.of(healthPort(BUILD_WORKER)),
                this::buildWorker),
            new Planned(
                DEPLOY_WORKER,
                Part.DEPLOY_WORKER,
                List.of(
                    Servers.REGISTRY_READ.name(),
                    temporal,
                    STAND_INS,
                    Servers.CONTROL_NODE.name(),
                    Servers.RUN_NODE.name()),
                List.of(healthPort(DEPLOY_WORKER)),
                this::deployWorker))
        .filter(service -> blueprint.processes().contains(service.name()))
        .toList();
  }

  /** Gives up ports that somebody else took while it did not run. */
  void choosePorts(Planned service) {
    service.ports().forEach(ports::free);
  }

  /** The names of all of them. */
  public List<String> names() {
    return planned().stream().map(Planned::name).toList();
  }

  private static String healthPort(String worker) {
    return worker + "-health";
  }

  private Map<String, String> worker(String name) {
    return new TreeMap<>(
        Map.of(
            "TEMPORAL_ADDRESS", endpoints.temporalAddress(),
            "TEMPORAL_NAMESPACE", "default",
            "REGISTRY_HOST", Servers.REGISTRY_HOST,
            "REGISTRY_URL", endpoints.registryUrl(),
            "MCP_API_URL", endpoints.mcpUrl(),
            "MCP_API_TOKEN", secret("mcp-api-token"),
            "GRPC_SERVER_PORT", String.valueOf(ports.of(healthPort(name)))));
  }

  /** Where the stand-ins keep repositories, services and secrets. */
  public Path standInsState() {
    return instance.home().resolve("stand-ins");
  }

  private String secret(String name) {
    return standInsState().resolve("secrets").resolve(name).toString();
  }

  private Path lib(String module) {
    return instance.root().resolve(module).resolve("target/lib");
  }
}
