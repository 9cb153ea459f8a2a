package ink.ml.dp.deploy.claim;

import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.testing.FakeApiServer;
import org.junit.jupiter.api.AfterAll;

final class ClaimsTest extends ClaimsSuite {
  private static final FakeApiServer SERVER = new FakeApiServer();
  private static final Cluster CLUSTER = new Cluster(new KubernetesApi(SERVER.client()));

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Override
  Cluster cluster() {
    return CLUSTER;
  }
}
