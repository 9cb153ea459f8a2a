package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.verify.Check;
import ink.ml.dp.devstack.verify.Check.Where;
import ink.ml.dp.devstack.verify.Outcome;
import ink.ml.dp.devstack.verify.Reports;
import ink.ml.dp.devstack.verify.Verification;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev verify}. */
@Command(
    name = "verify",
    description = {
      "Try the checklist of a platform that works, on the local one.",
      "A line for each: pass, FAIL, or why it needs the real site and what to do there."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--context", description = "a cluster of your kubeconfig instead")
  private @Nullable String context;

  @Option(names = "--json", description = "print it as JSON")
  private boolean json;

  @Option(names = "--junit", paramLabel = "FILE", description = "write it as JUnit's XML too")
  private @Nullable Path junit;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    Instance instance = platform.instance();
    List<String> kubectl =
        List.of(
            "docker",
            "exec",
            instance.container(Servers.CONTROL_NODE.name()),
            "kubectl",
            "--kubeconfig=/etc/rancher/k3s/k3s.yaml");
    if (context == null) {
      platform.up(console);
    } else {
      kubectl = List.of("kubectl", "--context=" + context);
    }
    List<Outcome> outcomes =
        new Verification(
                instance.root(),
                instance.home().resolve("verify"),
                kubectl,
                places(),
                context == null ? platform.blueprint().told(platform) : Map.of(),
                console)
            .run(Check.read(instance.root().resolve("k8s/verify/checks.tsv")));
    if (junit != null) {
      JsonFile.writeText(junit, Reports.junit(outcomes));
    }
    System.out.println(json ? JsonFile.text(outcomes) : Reports.table(outcomes));
    return outcomes.stream().anyMatch(outcome -> outcome.status() == Outcome.Status.FAIL)
        ? DevCommand.DEPLOY_FAILED
        : DevCommand.OK;
  }

  private Set<Where> places() {
    if (context != null) {
      return EnumSet.of(Where.CLUSTER);
    }
    return option.isFull()
        ? EnumSet.of(Where.CLUSTER, Where.LOCAL, Where.FULL)
        : EnumSet.of(Where.CLUSTER, Where.LOCAL);
  }
}
