package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import org.junit.jupiter.api.AfterAll;

final class ApplyTest extends ApplySuite {
  private static final FakeApiServer SERVER = new FakeApiServer();
  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();
  private static final ReleaseFixture FIXTURE = ReleaseFixture.against(SERVER, NEIGHBOURS);

  @AfterAll
  static void close() {
    SERVER.close();
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
