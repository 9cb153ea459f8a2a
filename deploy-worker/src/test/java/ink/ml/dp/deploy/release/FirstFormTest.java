package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What becomes of a service that has a single Deployment; RolloutIT sees it on a real cluster. */
final class FirstFormTest {
  private static final FakeApiServer SERVER = new FakeApiServer();
  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();
  private static final ReleaseFixture FIXTURE = ReleaseFixture.against(SERVER, NEIGHBOURS);

  private static final Map<String, Object> COMPLETE =
      Map.of("updatedReplicas", 1, "replicas", 1, "availableReplicas", 1);

  private static final Map<String, Object> ON_ITS_WAY =
      Map.of("updatedReplicas", 1, "replicas", 2, "availableReplicas", 1);

  private final Identities service = Identities.fresh();

  @AfterAll
  static void close() {
    SERVER.close();
    NEIGHBOURS.close();
  }

  @Test
  void nextReleaseComesUpBesideItAndReplacesIt() {
    inFirstForm(1, COMPLETE, true);

    ReleaseRecord second = FIXTURE.deploy(service, 2);

    assertThat(FIXTURE.seen(service)).as("narrowed to what runs").isEqualTo("r1");
    assertThat(FIXTURE.running(service)).containsExactly("", "r2");
    FIXTURE.releases.show(service.at(2), second);
    FIXTURE.succeed(service, 2, second);
    assertThat(FIXTURE.seen(service)).isEqualTo("r2");
    assertThat(FIXTURE.running(service)).containsExactly("r2");
  }

  @Test
  void staysWhenTheNextReleaseFails() {
    inFirstForm(1, COMPLETE, true);
    ReleaseRecord second = FIXTURE.deploy(service, 2);
    FIXTURE.releases.show(service.at(2), second);

    FIXTURE.restore(service, 2, FailureCode.CRASH_LOOP);

    assertThat(FIXTURE.seen(service)).isEqualTo("r1");
    assertThat(FIXTURE.running(service)).containsExactly("");
  }

  @Test
  void releaseThatWasBegunInItGetsADeploymentOfItsOwn() {
    inFirstForm(1, COMPLETE, true);
    ReleaseRecord second = inFirstForm(2, ON_ITS_WAY, false);

    FIXTURE.releases.ensure(service.at(2), second);

    assertThat(FIXTURE.seen(service)).as("its pod is there still").isEqualTo("r1");
    assertThat(FIXTURE.running(service)).containsExactly("", "r2");
    FIXTURE.succeed(service, 2, second);
    assertThat(FIXTURE.running(service)).containsExactly("r2");
  }

  @Test
  void releaseThatHadReplacedTheOneBeforeInItIsNotLedAwayFrom() {
    inFirstForm(1, COMPLETE, true);
    ReleaseRecord second = inFirstForm(2, COMPLETE, false);

    FIXTURE.releases.ensure(service.at(2), second);

    assertThat(FIXTURE.seen(service)).isEqualTo("r2");
  }

  @Test
  void isDeleted() {
    inFirstForm(1, COMPLETE, true);

    FIXTURE.releases.delete(service.at(2));

    assertThat(FIXTURE.running(service)).isEmpty();
    assertThat(FIXTURE.find(service, Kind.SERVICE)).isEmpty();
  }

  private ReleaseRecord inFirstForm(long sequence, Map<String, Object> status, boolean answers) {
    ReleaseRecord release =
        FIXTURE.deployInFirstForm(service, ReleaseFixture.input(service, sequence), status);
    if (answers) {
      FIXTURE.recordAnswer(service, sequence, release);
    }
    return release;
  }
}
