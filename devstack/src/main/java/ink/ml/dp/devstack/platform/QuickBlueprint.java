package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.Servers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** See {@link Blueprint#QUICK}. */
final class QuickBlueprint implements Blueprint {
  @Override
  public List<ServerDefinition> servers() {
    return Servers.ALL;
  }

  @Override
  public List<ServerDefinition> nodes() {
    return Servers.NODES;
  }

  @Override
  public Set<String> processes() {
    return Set.of(Services.STAND_INS, Services.BUILD_WORKER, Services.DEPLOY_WORKER);
  }

  @Override
  public List<String> images() {
    return List.of("all");
  }

  @Override
  public Optional<NodeDirectory> buildLogs() {
    return Optional.empty();
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String domain() {
    return Servers.APPS_DOMAIN;
  }

  @Override
  public Map<String, String> told(Platform platform) {
    return Map.of();
  }

  @Override
  public SSLSocketFactory tls(Platform platform) {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }

  @Override
  public Optional<String> outsideAddress() {
    return Optional.empty();
  }

  @Override
  public void prepare(Platform platform) {
    // Everything it needs is made by its servers' start.
  }

  @Override
  public List<StartStep> further(Platform platform, Progress progress) {
    return List.of(
        new StartStep(
            "ingress",
            Part.CLUSTER,
            nodes().stream().map(ServerDefinition::name).toList(),
            platform.cluster()::awaitIngress));
  }
}
