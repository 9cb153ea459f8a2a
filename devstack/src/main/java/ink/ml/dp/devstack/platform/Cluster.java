package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.Servers;
import java.time.Duration;

/** The cluster as its operator sees it. */
public final class Cluster {
  private static final String KUBECONFIG = "--kubeconfig=/etc/rancher/k3s/k3s.yaml";

  private final Instance instance;
  private final Containers containers;

  public Cluster(Instance instance, Containers containers) {
    this.instance = instance;
    this.containers = containers;
  }

  /** Waits until the ingress is ready to route. */
  public void awaitIngress() {
    kubectl(
        Duration.ofMinutes(3),
        "",
        "rollout",
        "status",
        "daemonset/traefik",
        "--namespace=dp-ingress",
        "--timeout=170s");
  }

  /** Runs kubectl in the control plane's container; answers what it printed. */
  public String kubectl(Duration limit, String input, String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = "kubectl";
    command[1] = KUBECONFIG;
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    Command.Result result = containers.exec(Servers.CONTROL_NODE, limit, input, command);
    if (!result.succeeded()) {
      throw new PlatformException(
          "tried to run kubectl %s but failed because %s"
              .formatted(String.join(" ", arguments), result.output().strip()),
          "look at `docker logs " + instance.container(Servers.CONTROL_NODE.name()) + "`");
    }
    return result.output();
  }
}
