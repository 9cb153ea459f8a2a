package ink.ml.dp.buildkit;

import java.util.List;
import java.util.Optional;

/**
 * A build that succeeded.
 *
 * @param digest of the manifest that was pushed, as {@code sha256:…}; absent when nothing was
 *     exported
 * @param configDigest of the image's configuration: equal for equal images, however they were
 *     compressed
 * @param stepsTotal steps of the Dockerfile or plan, without those that only load or resolve
 * @param stepsCached of these, how many were not run
 * @param bases the images that were built upon by names that can come to mean others
 */
public record BuildResult(
    Optional<String> digest,
    Optional<String> configDigest,
    int stepsTotal,
    int stepsCached,
    List<ResolvedImage> bases) {
  public BuildResult {
    bases = List.copyOf(bases);
  }

  /** Whether a step really ran, so that the cache has something new. */
  public boolean executed() {
    return stepsCached < stepsTotal;
  }
}
