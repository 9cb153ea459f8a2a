package ink.ml.dp.buildkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;

/**
 * How a daemon is made to show that builds on it reach nothing inside: a step and an {@code ADD}
 * try to reach this process, which listens for them. A daemon that lets either through gets no
 * build.
 *
 * @param image what the step runs in: has a shell, and one of bash, wget and curl
 * @param addresses inside addresses of this machine
 * @param validity for how long what was shown counts; also forgotten when the daemon is lost
 */
public record FenceProbe(String image, List<String> addresses, Duration validity) {
  public static final Duration VALIDITY = Duration.ofMinutes(10);

  public FenceProbe {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("there must be an address to try");
    }
  }

  /** At all private addresses that this machine has; at all that it has when none is private. */
  public static FenceProbe of(String image) {
    try {
      List<InetAddress> all =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(Inet4Address.class::isInstance)
              .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
              .toList();
      List<InetAddress> inside = all.stream().filter(InetAddress::isSiteLocalAddress).toList();
      return new FenceProbe(
          image,
          (inside.isEmpty() ? all : inside).stream().map(InetAddress::getHostAddress).toList(),
          VALIDITY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
