package ink.ml.dp.buildkit;

import java.util.regex.Pattern;

/**
 * A vertex of the build's graph.
 *
 * @param number in order of appearance, from 1
 * @param digest the vertex's identity in the daemon
 * @param name such as {@code [build 2/4] RUN npm ci}
 */
public record BuildStep(int number, String digest, String name) {
  /** As in {@code [build 1/4] FROM debian} and {@code [linux/amd64 internal] load metadata}. */
  private static final Pattern LOADS =
      Pattern.compile(
          "(\\[[^\\]]*\\] )?FROM .*|\\[([^\\]]* )?internal\\] .*"
              + "|(exporting|importing|preparing|resolve image config) .*|(docker-image|local)://.*",
          Pattern.DOTALL);

  /** Whether it only loads or resolves something, so that it says nothing about the cache. */
  public boolean auxiliary() {
    return LOADS.matcher(name).matches();
  }
}
