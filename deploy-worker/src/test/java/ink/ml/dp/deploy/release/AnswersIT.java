package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.RealCluster;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class AnswersIT extends AnswersSuite {
  private static FakeNeighbours neighbours;
  private static ReleaseFixture fixture;

  @BeforeAll
  static void start() {
    neighbours = new FakeNeighbours();
    fixture =
        new ReleaseFixture(
            RealCluster.client(),
            RealCluster.settings(neighbours, Map.of("REGISTRY_URL", neighbours.url())));
  }

  @AfterAll
  static void close() {
    neighbours.close();
  }

  @Override
  ReleaseFixture fixture() {
    return fixture;
  }
}
