package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

final class AnswersTest extends AnswersSuite {
  private static final FakeApiServer SERVER = new FakeApiServer();
  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();
  private static final ReleaseFixture FIXTURE =
      new ReleaseFixture(
          SERVER.client(),
          TestSettings.of(
              Map.of(
                  "REGISTRY_HOST",
                  "registry:5000",
                  "REGISTRY_URL",
                  NEIGHBOURS.url(),
                  "MCP_API_URL",
                  NEIGHBOURS.url(),
                  "MCP_API_TOKEN",
                  "a-token")));

  @AfterAll
  static void close() {
    SERVER.close();
    NEIGHBOURS.close();
  }

  @Override
  ReleaseFixture fixture() {
    return FIXTURE;
  }
}
