package ink.ml.dp.buildkit;

import java.util.Map;
import java.util.Optional;

/**
 * The values of a build's secrets. Asked only when a step mounts one; values never enter the
 * request, the image, the daemon's history, or a log.
 */
@FunctionalInterface
public interface SecretProvider {
  /**
   * @param id the name that the step uses
   * @return at most 500 KiB, or empty when there is no such secret
   */
  Optional<byte[]> secret(String id);

  static SecretProvider none() {
    return id -> Optional.empty();
  }

  /** Secrets that are known beforehand. */
  static SecretProvider of(Map<String, byte[]> secrets) {
    Map<String, byte[]> copy = Map.copyOf(secrets);
    return id -> Optional.ofNullable(copy.get(id));
  }
}
