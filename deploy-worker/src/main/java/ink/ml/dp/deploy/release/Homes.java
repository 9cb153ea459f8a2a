package ink.ml.dp.deploy.release;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.runtime.registry.ImageConfig;
import ink.ml.dp.runtime.registry.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a process may keep what is its own. One whose image was made for root, or for another
 * number than its own, would look for it where it may not write.
 */
public final class Homes {
  /** A directory of every pod that its process may write. */
  public static final String HOME = "/run/home";

  private static final String VARIABLE = "HOME";

  private final RegistryClient registry;

  Homes(RegistryClient registry) {
    this.registry = registry;
  }

  /** A release's variables with a home, unless they or its image have one. */
  Map<String, String> with(Map<String, String> variables, ReleaseRecord release) {
    Map<String, String> all = new HashMap<>(variables);
    if (!all.containsKey(VARIABLE)) {
      config(release).flatMap(Homes::in).ifPresent(home -> all.put(VARIABLE, home));
    }
    return all;
  }

  /**
   * Empty for an image that says where it is, or was made for user 1000, or for a user whose number
   * only itself knows.
   */
  static Optional<String> in(ImageConfig image) {
    boolean prepared =
        image.variable(VARIABLE).filter(home -> !home.equals("/root")).isPresent()
            || !(image.isForRoot() || image.isForOtherThan(ReleaseManifests.USER));
    return prepared ? Optional.empty() : Optional.of(HOME);
  }

  /** Of an image that lacks parts, the node says so. */
  private Optional<ImageConfig> config(ReleaseRecord release) {
    try {
      return Optional.of(registry.config(release.pinned().repository(), release.digest()));
    } catch (DeployException e) {
      if (e.code() != FailureCode.IMAGE_GONE) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
