package ink.ml.dp.devstack.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ports on 127.0.0.1 under which an instance's servers answer. Chosen once and kept, so that a
 * server that is restarted is found where it was, also by workers that were not.
 */
public final class Ports {
  /**
   * Where deployed services answer; the one port that people type, so a round number if free.
   * Nobody types those of further instances, and these may start at the same moment.
   */
  public static final String APPS = "apps";

  private static final int FIRST_APPS_PORT = 8080;

  private final Path file;
  private final boolean typed;
  private final Map<String, Integer> chosen;

  private Ports(Path file, boolean typed, Map<String, Integer> chosen) {
    this.file = file;
    this.typed = typed;
    this.chosen = chosen;
  }

  public static Ports of(Instance instance) {
    Path file = instance.home().resolve("ports.json");
    Map<String, Integer> chosen = new TreeMap<>();
    JsonFile.read(file, PortMap.class).ifPresent(map -> chosen.putAll(map.ports()));
    boolean typed = instance.equals(Instance.of(instance.root()));
    return new Ports(file, typed, chosen);
  }

  /** The port of this name; chosen and written down when it is asked for the first time. */
  public synchronized int of(String name) {
    Integer known = chosen.get(name);
    return known != null ? known : choose(name);
  }

  /** As {@link #of}, for a server that does not run: a port that somebody else took is given up. */
  public synchronized int free(String name) {
    Integer known = chosen.get(name);
    return known != null && isFree(known) ? known : choose(name);
  }

  private int choose(String name) {
    int port = typed && name.equals(APPS) ? nextFree(FIRST_APPS_PORT) : anyFree();
    chosen.put(name, port);
    JsonFile.write(file, new PortMap(chosen));
    return port;
  }

  private int nextFree(int first) {
    for (int port = first; port < first + 1000; port++) {
      if (!chosen.containsValue(port) && isFree(port)) {
        return port;
      }
    }
    return anyFree();
  }

  private int anyFree() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (!chosen.containsValue(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new PlatformException(
            "tried to find a free port but failed because " + e.getMessage(),
            "close programs that hold many ports",
            e);
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  record PortMap(Map<String, Integer> ports) {}
}
