package ink.ml.dp.devstack.instance;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Ports for servers that are started later. They lie below those that the kernel gives to outgoing
 * connections: of these, one that is free now may be some connection's own when the server binds
 * it.
 */
public final class FreePort {
  /** What Linux begins with unless told otherwise; macOS begins far above. */
  private static final int USUAL_FIRST_EPHEMERAL = 32768;

  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final int FIRST = 10_000;
  private static final int TRIES = 1000;

  private FreePort() {}

  /** A free one. */
  public static int any() {
    return notIn(Set.of());
  }

  /** A free one that is none of these. */
  public static int notIn(Set<Integer> taken) {
    int end = Math.max(FIRST + TRIES, firstEphemeral());
    for (int i = 0; i < TRIES; i++) {
      int port = RandomGenerator.getDefault().nextInt(FIRST, end);
      if (!taken.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new PlatformException(
        "tried to find a free port from %d to %d but failed because none of %d was"
            .formatted(FIRST, end - 1, TRIES),
        "close programs that hold many ports");
  }

  /** Whether a server can bind it now, at whatever address. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** The first port that an outgoing connection may get. */
  static int firstEphemeral() {
    // Its size is said to be 0, and it can be read once: readString would ask for a single byte.
    try (BufferedReader file = Files.newBufferedReader(EPHEMERAL)) {
      return Integer.parseInt(String.valueOf(file.readLine()).strip().split("\\s+")[0]);
    } catch (IOException | NumberFormatException notLinux) {
      return USUAL_FIRST_EPHEMERAL;
    }
  }
}
