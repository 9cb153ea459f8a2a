package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.ServerDefinition;
import java.time.Duration;

/**
 * What plays the internet: a second Docker network, with addresses that are kept for examples and
 * so belong to nobody. To the platform's policies they are public, as Temporal's, the git hosts'
 * and Docker Hub's are in production.
 */
final class Outside {
  private static final Duration QUICK = Duration.ofSeconds(30);

  /** Instances that run at once need ranges of their own; so many there are. */
  private static final int RANGES = 16;

  private static final int RANGE_SIZE = 16;
  private static final String PREFIX = "198.51.100.";

  private final Instance instance;

  Outside(Instance instance) {
    this.instance = instance;
  }

  String network() {
    return instance.network() + "-outside";
  }

  /** Creates the network in the first range that is free, unless it is there. */
  void create() {
    for (int range = 0; range < RANGES && !exists(); range++) {
      int first = range * RANGE_SIZE;
      Command.run(
          QUICK,
          "",
          "docker",
          "network",
          "create",
          "--label",
          Instance.LABEL + "=" + instance.id(),
          "--subnet",
          PREFIX + first + "/28",
          "--gateway",
          PREFIX + (first + 1),
          network());
    }
    if (!exists()) {
      throw new PlatformException(
          "tried to make the network that plays the internet but failed because "
              + PREFIX
              + "0/24 is taken",
          "stop other full platforms: ./dev down --full in their checkouts");
    }
  }

  private boolean exists() {
    return Command.run(QUICK, "", "docker", "network", "inspect", network()).succeeded();
  }

  /** This machine's address in it. */
  String gateway() {
    return inspect("network", "{{(index .IPAM.Config 0).Gateway}}", network());
  }

  /** The range of its addresses. */
  String range() {
    return inspect("network", "{{(index .IPAM.Config 0).Subnet}}", network());
  }

  /** Connects a container that runs, unless it is connected. */
  void connect(ServerDefinition server) {
    if (address(server).isEmpty()) {
      Command.output(
          QUICK, "docker", "network", "connect", network(), instance.container(server.name()));
    }
  }

  /** A server's address in it; empty when it is not connected. */
  String address(ServerDefinition server) {
    return addressIn(network(), server);
  }

  /** A server's address among the nodes. */
  String privateAddress(ServerDefinition server) {
    return addressIn(instance.network(), server);
  }

  /** The range of the nodes' addresses. */
  String privateRange() {
    return inspect("network", "{{(index .IPAM.Config 0).Subnet}}", instance.network());
  }

  private String addressIn(String network, ServerDefinition server) {
    String format = "{{with index .NetworkSettings.Networks \"%s\"}}{{.IPAddress}}{{end}}";
    return inspect("container", format.formatted(network), instance.container(server.name()));
  }

  private static String inspect(String kind, String format, String name) {
    return Command.output(QUICK, "docker", kind, "inspect", "--format", format, name);
  }
}
