package ink.ml.dp.model.name;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository that is a service's, by its path on the registry: what is built is pushed to it, and
 * the registry's garbage collection knows by it whose images it looks at.
 *
 * @param namespace {@code dp-<tenant>-<project>}
 */
public record ServiceRepository(Content content, String namespace, String service) {
  private static final String CACHES = "cache/";

  /** Lenient: more is a service's than can be pushed today, and nothing of the platform's own. */
  private static final Pattern PATH =
      Pattern.compile("(" + CACHES + ")?(" + NamespaceName.PREFIX + "[^/-]+-[^/]+)/(?<service>.+)");

  /** What is in it. */
  public enum Content {
    IMAGES,
    BUILD_CACHE
  }

  /** Whose repository this path is; empty for the platform's own and everybody else's. */
  public static Optional<ServiceRepository> parse(String path) {
    Matcher matcher = PATH.matcher(path);
    return matcher.matches()
        ? Optional.of(
            new ServiceRepository(
                matcher.group(1) == null ? Content.IMAGES : Content.BUILD_CACHE,
                matcher.group(2),
                matcher.group("service")))
        : Optional.empty();
  }

  /** {@code <namespace>/<service>}, below {@code cache/} for a build cache. */
  public String path() {
    String images = namespace + "/" + service;
    return content == Content.IMAGES ? images : CACHES + images;
  }
}
