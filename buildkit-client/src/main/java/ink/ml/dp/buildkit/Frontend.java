package ink.ml.dp.buildkit;

import java.util.Map;
import java.util.Optional;

/** What turns files into build steps. */
public sealed interface Frontend {
  /** Dockerfiles, read by the daemon itself. */
  static Frontend dockerfile(String filename) {
    return new Dockerfile(filename, Optional.empty());
  }

  /**
   * Dockerfiles, read by the daemon itself.
   *
   * @param filename within the local source {@code dockerfile}
   * @param target the stage to build; the last one when absent
   */
  record Dockerfile(String filename, Optional<String> target) implements Frontend {}

  /**
   * A frontend that is an image, such as railpack's. The daemon must allow it.
   *
   * @param source the image, pinned by digest
   * @param filename what the frontend reads within the local source {@code dockerfile}
   * @param attributes the frontend's own, for example {@code build-arg:cache-key}; they are stored
   *     in the daemon's history: never secrets
   */
  record Gateway(String source, Optional<String> filename, Map<String, String> attributes)
      implements Frontend {
    public Gateway {
      attributes = Map.copyOf(attributes);
    }

    @Override
    public String toString() {
      return "Gateway[source=" + source + ", attributes=" + attributes.keySet() + "]";
    }
  }
}
