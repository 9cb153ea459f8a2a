package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.instance.ShortDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings servers to where they should be: running, and from their definition as it is now. */
public final class ServerFleet {
  /** How long one that runs already may take to answer; it nearly always does at once. */
  private static final Duration ANSWERS = Duration.ofSeconds(30);

  private final Instance instance;
  private final Ports ports;
  private final Images images;
  private final Containers containers;
  private final ReadinessCheck readiness;
  private final ContainerStarter starter;

  public ServerFleet(Instance instance, Ports ports, Images images, Containers containers) {
    this.instance = instance;
    this.ports = ports;
    this.images = images;
    this.containers = containers;
    this.readiness = new ReadinessCheck(ports);
    this.starter = new ContainerStarter(instance, containers, readiness);
  }

  /**
   * Starts a server unless it runs already. One that runs and does not answer is replaced.
   *
   * @return whether it was started
   */
  public boolean ensure(ServerDefinition server) {
    // Whoever started it may have been killed before it was ready.
    if (runs(server)
        && readiness.await(server, containers.seen(server), ANSWERS)
            == ReadinessCheck.Outcome.READY) {
      return false;
    }
    containers.remove(List.of(instance.container(server.name())));
    start(server);
    return true;
  }

  /**
   * Whether all of these nodes run. If not, none is left, nor the credentials: a cluster is only
   * ever started whole, and these are written last.
   */
  public boolean clusterRuns(List<ServerDefinition> nodes) {
    if (nodes.stream().allMatch(this::runs) && Files.exists(instance.kubeconfig())) {
      return true;
    }
    containers.remove(nodes.stream().map(node -> instance.container(node.name())).toList());
    containers.removeVolume(Servers.PKI_VOLUME);
    try {
      Files.deleteIfExists(instance.kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException("tried to remove " + instance.kubeconfig(), e);
    }
    return false;
  }

  /** Starts a server that does not run, and returns when it is usable. */
  public void start(ServerDefinition server) {
    Map<String, Integer> hostPorts = new TreeMap<>();
    server.ports().forEach(port -> hostPorts.put(port.name(), ports.free(port.name())));
    starter.start(server, image(server), hostPorts, digest(server, hostPorts));
  }

  private boolean runs(ServerDefinition server) {
    Map<String, Integer> hostPorts = new TreeMap<>();
    server.ports().forEach(port -> hostPorts.put(port.name(), ports.of(port.name())));
    String digest = digest(server, hostPorts);
    return containers
        .find(server)
        .filter(found -> found.isRunning() && found.definition().equals(digest))
        .isPresent();
  }

  private String image(ServerDefinition server) {
    return images.local(server.image());
  }

  private String digest(ServerDefinition server, Map<String, Integer> hostPorts) {
    StringBuilder all =
        new StringBuilder(server + "\n" + hostPorts + "\n" + images.id(image(server)));
    for (String file : server.files().values()) {
      try {
        all.append("\n").append(Files.readString(instance.home().resolve(file)));
      } catch (IOException e) {
        throw new UncheckedIOException("tried to read " + file, e);
      }
    }
    return ShortDigest.of(all.toString(), 8);
  }
}
