package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Cluster;
import ink.ml.dp.devstack.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Applies {@code k8s/overlays/local} with this machine's values, as the site's playbook does. */
final class Manifests {
  private static final String HOME = "/platform";
  private static final String RENDERED = HOME + "/rendered.yaml";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Platform platform;
  private final Nodes nodes;
  private final Site site;

  Manifests(Platform platform, Nodes nodes, Site site) {
    this.platform = platform;
    this.nodes = nodes;
    this.site = site;
  }

  /** Namespaces, then Secrets, then everything else. What is as it should be stays as it is. */
  void apply(Progress progress) {
    Path sources = platform.instance().root().resolve("k8s");
    nodes.copy(FullServers.CONTROL, sources, HOME + "/k8s");
    nodes.write(FullServers.CONTROL, HOME + "/site/kustomization.yaml", site.kustomization());
    Cluster cluster = platform.cluster();
    nodes.write(
        FullServers.CONTROL, RENDERED, cluster.kubectl(LIMIT, "", "kustomize", HOME + "/site"));
    apply("", "-k", HOME + "/k8s/namespaces");
    apply(
        new Secrets(platform, site, new LogStorePassword(platform.instance(), nodes)).list(),
        "-f",
        "-");
    nodes.run(FullServers.CONTROL, "bash", HOME + "/k8s/overlays/local/certificates.sh");
    apply(new LocalAuthority(platform).trusted(), "-f", "-");
    progress.say("applying k8s/overlays/local");
    applyUntilAccepted();
  }

  /** An object whose definition or webhook was applied a moment before is refused at first. */
  private void applyUntilAccepted() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        apply("", "-f", RENDERED);
        return;
      } catch (PlatformException e) {
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
      Pause.of(PAUSE);
    }
  }

  private void apply(String input, String... what) {
    String[] arguments = new String[what.length + 4];
    arguments[0] = "apply";
    arguments[1] = "--server-side";
    arguments[2] = "--force-conflicts";
    arguments[3] = "--output=name";
    System.arraycopy(what, 0, arguments, 4, what.length);
    platform.cluster().kubectl(LIMIT, input, arguments);
  }
}
