package ink.ml.dp.build.buildkit;

/**
 * A vertex of the build's graph.
 *
 * @param number in order of appearance, from 1
 * @param digest the vertex's identity in the daemon
 * @param name such as {@code [build 2/4] RUN npm ci}
 */
public record BuildStep(int number, String digest, String name) {
  /** Whether it only loads or resolves something, so that it says nothing about the cache. */
  public boolean auxiliary() {
    return name.startsWith("[internal]")
        || name.startsWith("exporting ")
        || name.startsWith("importing ")
        || name.startsWith("preparing ")
        || name.startsWith("resolve image config ")
        || name.startsWith("docker-image://")
        || name.startsWith("local://")
        || name.matches("\\[[^\\]]*\\] FROM .*")
        || name.startsWith("FROM ");
  }
}
