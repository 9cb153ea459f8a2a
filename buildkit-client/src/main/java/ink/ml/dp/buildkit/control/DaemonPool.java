package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.BuildKitAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses a daemon for an app by the highest random weight, so that an app finds its cache where it
 * left it, and only the apps of a daemon that is taken away move.
 */
record DaemonPool(List<BuildKitAddress> addresses) {
  DaemonPool {
    addresses = List.copyOf(addresses);
  }

  BuildKitAddress forApp(String appKey) {
    return addresses.stream()
        .max(Comparator.comparing(address -> weight(address, appKey), Arrays::compareUnsigned))
        .orElseThrow();
  }

  private static byte[] weight(BuildKitAddress address, String appKey) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((address + "\n" + appKey).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
