package ink.ml.dp.buildkit;

import java.util.Map;

/**
 * A BuildKit daemon that answered.
 *
 * @param version such as {@code v0.34.2}
 * @param labels of its worker
 */
public record DaemonInfo(BuildKitAddress address, String version, Map<String, String> labels) {
  private static final String NETWORK = "org.mobyproject.buildkit.worker.network";

  public DaemonInfo {
    labels = Map.copyOf(labels);
  }

  /** How steps are connected: {@code cni} when they are kept apart from the host. */
  public String network() {
    return labels.getOrDefault(NETWORK, "unknown");
  }
}
