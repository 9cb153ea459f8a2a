package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Blueprint;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.platform.Services;
import ink.ml.dp.devstack.platform.StartStep;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.ServerDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/** Five nodes, production's manifests on them, and outside of them what is outside there too. */
public final class FullBlueprint implements Blueprint {
  private static final String NAME = "full";
  private static final String OUTSIDE = "outside";
  private static final String PROGRAM_IMAGES = "program images";
  private static final String IMAGES = "images";
  private static final String MANIFESTS = "manifests";

  private final Outside outside;

  private FullBlueprint(Instance instance) {
    this.outside = new Outside(instance);
  }

  /** The full platform beside a quick one. */
  public static Platform beside(Instance quick) {
    Instance instance = quick.named(NAME);
    return new Platform(instance, new FullBlueprint(instance));
  }

  @Override
  public List<ServerDefinition> servers() {
    return FullServers.ALL;
  }

  @Override
  public List<ServerDefinition> nodes() {
    return FullServers.NODES;
  }

  @Override
  public Set<String> processes() {
    return Set.of(Services.STAND_INS);
  }

  @Override
  public List<String> images() {
    return List.of("all", "full");
  }

  @Override
  public Optional<NodeDirectory> buildLogs() {
    return Optional.of(new NodeDirectory(FullServers.BUILD, FullServers.WORKSPACE + "/logs"));
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public String domain() {
    return FullServers.APPS_DOMAIN;
  }

  @Override
  public Map<String, String> told(Platform platform) {
    Instance instance = platform.instance();
    Path authority = instance.home().resolve("local-authority.crt");
    JsonFile.writeText(authority, new LocalAuthority(platform).certificate());
    return Map.of(
        "DEVSTACK_FULL", "true",
        "AUTHORITY", authority.toString(),
        "CONTAINERS", instance.container(""),
        "OUTSIDE", outside.network(),
        "HTTP_PORT", String.valueOf(Ports.of(instance).of(FullServers.HTTP_PORT)),
        "PASSWORD_FILE", LogStorePassword.file(instance).toString());
  }

  @Override
  public SSLSocketFactory tls(Platform platform) {
    return new LocalAuthority(platform).sockets();
  }

  @Override
  public Optional<String> outsideAddress() {
    return Optional.of(outside.gateway());
  }

  @Override
  public void prepare(Platform platform) {
    outside.create();
  }

  @Override
  public List<StartStep> further(Platform platform, Progress progress) {
    ProgramImages programs = new ProgramImages(platform.instance());
    Nodes nodes = new Nodes(platform.instance());
    Site site = new Site(outside, platform.endpoints(), platform.images(), programs);
    return List.of(
        step(OUTSIDE, names(FullServers.ALL), () -> FullServers.ALL.forEach(outside::connect)),
        step(PROGRAM_IMAGES, List.of(), () -> programs.ensure(progress)),
        step(
            IMAGES,
            with(names(FullServers.NODES), PROGRAM_IMAGES),
            () -> new NodeContent(nodes, programs, platform.images()).give(progress)),
        step(
            MANIFESTS,
            List.of(OUTSIDE, IMAGES, Services.STAND_INS),
            () -> new Manifests(platform, nodes, site).apply(progress)),
        step(
            "workloads",
            List.of(MANIFESTS, "base images"),
            () -> new Workloads(platform.cluster()).await(progress)));
  }

  private static StartStep step(String name, List<String> needs, Runnable work) {
    return new StartStep(name, Part.CLUSTER, needs, work);
  }

  private static List<String> names(List<ServerDefinition> servers) {
    return servers.stream().map(ServerDefinition::name).toList();
  }

  private static List<String> with(List<String> names, String further) {
    return Stream.concat(names.stream(), Stream.of(further)).toList();
  }
}
