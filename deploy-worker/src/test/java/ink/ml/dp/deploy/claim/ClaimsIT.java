package ink.ml.dp.deploy.claim;

import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.testing.RealCluster;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ClaimsIT extends ClaimsSuite {
  private static final Cluster CLUSTER = new Cluster(new KubernetesApi(RealCluster.client()));

  @Override
  Cluster cluster() {
    return CLUSTER;
  }
}
