package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.RealCluster;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ApplyIT extends ApplySuite {
  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();
  private static final ReleaseFixture FIXTURE =
      new ReleaseFixture(
          RealCluster.client(),
          RealCluster.settings(NEIGHBOURS, Map.of("REGISTRY_URL", NEIGHBOURS.url())));

  @AfterAll
  static void close() {
    NEIGHBOURS.close();
  }

  @Override
  ReleaseFixture fixture() {
    return FIXTURE;
  }

  @Override
  FakeNeighbours neighbours() {
    return NEIGHBOURS;
  }
}
