package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.RootSource;
import java.time.Duration;

/**
 * What a Kubernetes cluster uses: every image that its objects name, whatever runs, ran, or may be
 * rolled back to. Asks for lists only, each page by page, and answers all or nothing.
 */
public final class KubernetesRoots implements RootSource {
  /** Objects in a page: a page of pods is then about two megabytes. */
  public static final int PAGE_SIZE = 250;

  /** For one page. */
  public static final Duration PAGE_LIMIT = Duration.ofSeconds(30);

  private final ApiAccess access;
  private final int pageSize;
  private final Duration pageLimit;

  public KubernetesRoots(ApiAccess access) {
    this(access, PAGE_SIZE, PAGE_LIMIT);
  }

  /**
   * @param pageSize objects in a page
   * @param pageLimit for one page, from the request to the last byte
   */
  public KubernetesRoots(ApiAccess access, int pageSize, Duration pageLimit) {
    this.access = access;
    this.pageSize = pageSize;
    this.pageLimit = pageLimit;
  }

  @Override
  public ClusterState read() {
    Uses uses = new Uses();
    try (ApiClient client = new ApiClient(access, pageSize, pageLimit)) {
      for (Resource resource : Resource.values()) {
        client.list(resource, item -> uses.add(resource, item));
      }
    }
    return uses.state();
  }
}
