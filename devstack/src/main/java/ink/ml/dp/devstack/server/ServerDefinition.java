package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Ports;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One server of the local platform: everything about it that is not chosen per machine. When it is
 * started, where {@code ./dev status} says it answers and which volumes are made follow from here.
 *
 * @param name its host name on the platform's network, and part of its container's name
 * @param image which of our own images it runs
 * @param kind what the container needs from the host
 * @param part with what it is started
 * @param needs the servers that are ready before it is started, if they are started at all
 * @param address where it answers, for people; <code>{name}</code> stands for the host's port of
 *     that name, and <code>{kubeconfig}</code> for that file
 * @param ports what is published on 127.0.0.1
 * @param volumes volume name to path; a name that is empty is a volume of the container alone
 * @param files what it is given before it starts: path in the container to the file's path below
 *     the instance's directory
 * @param readiness when it is usable
 */
public record ServerDefinition(
    String name,
    String image,
    Kind kind,
    Part part,
    List<String> needs,
    String address,
    List<PublishedPort> ports,
    List<String> command,
    Map<String, String> environment,
    List<Storage> volumes,
    Map<String, String> files,
    Readiness readiness) {
  private static final Pattern NAME = Pattern.compile("\\{([a-z-]+)}");

  public ServerDefinition {
    needs = List.copyOf(needs);
    ports = List.copyOf(ports);
    command = List.copyOf(command);
    // In order: Map.of has another one in every JVM, and a definition is known by its text.
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    volumes = List.copyOf(volumes);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** Begins a definition; the server runs the image of its own name unless it says otherwise. */
  public static ServerBuilder of(String name, Part part) {
    return new ServerBuilder(name, part);
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

  /** Whether it is the node that others join. */
  public boolean isControlPlane() {
    return kind == Kind.NODE && command.contains("server");
  }

  /** Where it answers, with the host's ports in place of their names. */
  public String address(Instance instance, Ports hostPorts) {
    UnaryOperator<String> value =
        name ->
            name.equals("kubeconfig")
                ? instance.kubeconfig().toString()
                : String.valueOf(hostPorts.of(name));
    return NAME.matcher(address)
        .replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))));
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
