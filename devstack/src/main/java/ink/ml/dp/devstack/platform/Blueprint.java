package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.server.ServerDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** What a local platform is made of. */
public interface Blueprint {
  /** For daily work and the tests: two nodes, and everything of ours as processes beside them. */
  Blueprint QUICK = new QuickBlueprint();

  /** The servers in containers, each after what it needs. */
  List<ServerDefinition> servers();

  /** Those of them that are the cluster: started together or not at all. */
  List<ServerDefinition> nodes();

  /** The names of our programs that run as processes of this machine. */
  Set<String> processes();

  /** The sets of images that have to be there, as {@code build.sh} knows them. */
  List<String> images();

  /** Where build logs are, if not with this machine's files: {@code <service>/<request>.log}. */
  Optional<NodeDirectory> buildLogs();

  /** A directory of a node. */
  record NodeDirectory(ServerDefinition node, String path) {}

  /** How services are addressed. */
  String scheme();

  /** The domain below which they are. */
  String domain();

  /** What the checks of {@code k8s/verify} read from their environment. */
  Map<String, String> told(Platform platform);

  /** Whom to trust where services are addressed by https. */
  SSLSocketFactory tls(Platform platform);

  /** The address of this machine at which the cluster finds what is outside of it. */
  Optional<String> outsideAddress();

  /** Done before anything is started. */
  void prepare(Platform platform);

  /** What is done beside the start of servers and processes, each after what it needs. */
  List<StartStep> further(Platform platform, Progress progress);
}
