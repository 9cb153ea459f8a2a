package ink.ml.dp.devstack.server;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One server of the local platform: everything about it that is not chosen per machine.
 *
 * @param name its host name on the platform's network, and part of its container's name
 * @param image which of our own images it runs
 * @param pulled the upstream image that an ordinary host may pull instead; null when only our own
 *     will do
 * @param kind what the container needs from the host
 * @param ports what is published on 127.0.0.1
 * @param volumes volume name to path; a name that is empty is a volume of the container alone
 * @param readiness when it is usable
 */
public record ServerDefinition(
    String name,
    String image,
    @Nullable String pulled,
    Kind kind,
    List<PublishedPort> ports,
    List<String> command,
    Map<String, String> environment,
    List<Storage> volumes,
    Readiness readiness) {

  public ServerDefinition {
    ports = List.copyOf(ports);
    command = List.copyOf(command);
    // In order: Map.of has another one in every JVM, and a definition is known by its text.
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    volumes = List.copyOf(volumes);
  }

  /** What a container needs from the host. */
  public enum Kind {
    PLAIN,
    /** Runs containers of its own. */
    PRIVILEGED,
    /**
     * A Kubernetes node: privileged, in the host's cgroup tree, with its run directories in memory.
     */
    NODE
  }

  /**
   * A port that is published.
   *
   * @param name under which the host's port is chosen and found again
   */
  public record PublishedPort(String name, int container) {}

  /**
   * A volume.
   *
   * @param name kept when the container goes; empty for one that goes with it
   */
  public record Storage(String name, String path) {}

  /** When a server is usable. */
  public sealed interface Readiness {
    /** A line of its log matches this regular expression. */
    record LogLine(String pattern) implements Readiness {}

    /** A GET of this path answers 200. */
    record Http(int port, String path) implements Readiness {}
  }

  /** The host's port of each published port, as {@code 127.0.0.1:<host>:<container>}. */
  public List<String> bindings(Map<String, Integer> hostPorts) {
    return ports.stream()
        .map(
            port ->
                "127.0.0.1:%d:%d"
                    .formatted(hostPorts.getOrDefault(port.name(), 0), port.container()))
        .toList();
  }
}
