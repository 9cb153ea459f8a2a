package ink.ml.dp.buildkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the daemons.
 *
 * @param addresses the pool; each app always goes to the same one of it
 * @param tls for TCP addresses; plain text when absent
 * @param requiredNetwork the network mode without which a daemon is refused; empty to take any
 * @param connectTimeout for a connection to a daemon
 * @param fence what a daemon has to show before it is given a build; empty to take any
 */
public record BuildKitSettings(
    List<BuildKitAddress> addresses,
    Optional<BuildKitTls> tls,
    Optional<String> requiredNetwork,
    Duration connectTimeout,
    Optional<FenceProbe> fence) {
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  public BuildKitSettings {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one address");
    }
  }

  /** Steps must have a network of their own; ten seconds to connect. */
  public static BuildKitSettings of(List<BuildKitAddress> addresses, Optional<BuildKitTls> tls) {
    return new BuildKitSettings(
        addresses, tls, Optional.of("cni"), CONNECT_TIMEOUT, Optional.empty());
  }

  public BuildKitSettings withRequiredNetwork(Optional<String> value) {
    return new BuildKitSettings(addresses, tls, value, connectTimeout, fence);
  }

  public BuildKitSettings withFence(FenceProbe probe) {
    return new BuildKitSettings(
        addresses, tls, requiredNetwork, connectTimeout, Optional.of(probe));
  }
}
