package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.RootSource;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /**
   * With the access that the environment gives: the kubeconfig that {@code KUBECONFIG} names, or
   * else the pod's service account.
   *
   * @throws RootsUnavailableException when there is neither, or it cannot be used
   */
  public static KubernetesRoots fromEnvironment(Function<String, @Nullable String> environment) {
    String kubeconfig = environment.apply("KUBECONFIG");
    if (kubeconfig != null && !kubeconfig.isBlank()) {
      return new KubernetesRoots(Kubeconfig.read(Path.of(kubeconfig)));
    }
    if (InCluster.isHere(environment)) {
      return new KubernetesRoots(InCluster.read(environment, InCluster.SERVICE_ACCOUNT));
    }
    throw new RootsUnavailableException(
        "find the cluster", "this is not a pod and KUBECONFIG names no file");
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
