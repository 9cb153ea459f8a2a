package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.release.Admission.Admitted;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.result.ServiceResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a request that comes once more is told, and when it may run once more. */
abstract class AnswersSuite {
  private final Identities service = Identities.fresh();

  abstract ReleaseFixture fixture();

  @Test
  void requestThatComesAgainIsToldWhatWasApplied() {
    ReleaseFixture fixture = fixture();
    ReleaseRecord release = fixture.deploy(service, 3);
    ServiceResult told = fixture.succeed(service, 3, release);

    assertThat(admit(fixture, 3)).isEqualTo(new Admitted(0, Optional.of(told)));
    assertThat(told.servedAt()).isEqualTo(1_003);
  }

  @Test
  void requestIsToldTheSameWhenItsAttemptIsRepeated() {
    ReleaseFixture fixture = fixture();
    ReleaseRecord release = fixture.deploy(service, 3);
    ServiceResult told = fixture.succeed(service, 3, release);

    ServiceResult later = ReleaseFixture.running(service, 3, release, 9_999);

    assertThat(fixture.releases.succeeded(service.at(3), release, later)).isEqualTo(told);
  }

  @Test
  void requestIsToldWhatItDidAlsoWhenNewerOnesWereCarriedOutSince() {
    ReleaseFixture fixture = fixture();
    ServiceResult told = fixture.succeed(service, 3, fixture.deploy(service, 3));
    fixture.run(service, 5);

    assertThat(admit(fixture, 3).answer()).contains(told);
    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> admit(fixture, 4));
  }

  @Test
  void requestThatLeftTheLiveReleaseIsAnsweredFromIt() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 3);
    ReleaseRecord live = fixture.releases.target(service.at(4), Optional.of("r3")).orElseThrow();
    fixture.claims.claim(service.at(4), Operation.REDEPLOY);
    ServiceResult told = fixture.succeed(service, 4, live);

    assertThat(told.release()).isEqualTo("r3");
    assertThat(admit(fixture, 4).answer()).contains(told);
    assertThat(fixture.outcomes(service)).containsExactly("r3 live");
  }

  @Test
  void requestThatItsOwnerFailedIsToldSoAgain() {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 1);
    fixture.restore(service, 1, FailureCode.CRASH_LOOP);

    assertThat(admit(fixture, 1).answer())
        .contains(ReleaseFixture.failed(service.at(1), FailureCode.CRASH_LOOP));
  }

  @Test
  void requestThatThePlatformFailedMayRunAgain() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.deploy(service, 2);
    fixture.restore(service, 2, FailureCode.IMAGE_PULL_FAILED);

    assertThat(admit(fixture, 2)).isEqualTo(new Admitted(1, Optional.empty()));
    // Asked again by the same run, whose first answer was lost.
    assertThat(admit(fixture, 2)).isEqualTo(new Admitted(1, Optional.empty()));
    ReleaseRecord again = deploy(fixture, 2, 1);
    ServiceResult told = fixture.releases.succeeded(in(2, 1), again, running(2, again));

    assertThat(fixture.outcomes(service)).containsExactly("r2 live", "r1 replaced");
    assertThat(admit(fixture, 2).answer()).contains(told);
  }

  @Test
  void whoStillActsForARunThatFailedWritesNothing() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    ReleaseRecord first = fixture.deploy(service, 2);
    fixture.restore(service, 2, FailureCode.IMAGE_PULL_FAILED);
    admit(fixture, 2);
    deploy(fixture, 2, 1);
    List<JsonNode> before = objects(fixture);

    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> deploy(fixture, 2, 0));
    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> fixture.succeed(service, 2, first));
    ApplySuite.refused(
        FailureCode.STALE_DEPLOY, () -> fixture.restore(service, 2, FailureCode.CRASH_LOOP));

    assertThat(objects(fixture)).isEqualTo(before);
    assertThat(fixture.outcomes(service)).containsExactly("r2 pending", "r1 live");
  }

  @Test
  void aCancellationTellsWhatItCouldNotStop() {
    ReleaseFixture fixture = fixture();
    ServiceResult told = fixture.succeed(service, 3, fixture.deploy(service, 3));
    assertThat(fixture.admission.cancel(service.at(4))).contains(told);

    fixture.deploy(service, 5);
    fixture.restore(service, 5, FailureCode.CANCELLED);
    assertThat(fixture.admission.cancel(service.at(6))).isEmpty();
    assertThat(fixture.outcomes(service)).containsExactly("r5 CANCELLED", "r3 live");

    fixture.releases.delete(service.at(7));
    assertThat(fixture.admission.cancel(service.at(8)))
        .map(ServiceResult::status)
        .contains("deleted");
  }

  private List<JsonNode> objects(ReleaseFixture fixture) {
    return List.of(
        fixture.deployment(service, 2).path("spec"),
        fixture.object(service, Kind.SERVICE),
        fixture.object(service, Kind.INGRESS));
  }

  private Admitted admit(ReleaseFixture fixture, long sequence) {
    return fixture.admission.admit(service.at(sequence), Operation.REDEPLOY);
  }

  private ReleaseRecord deploy(ReleaseFixture fixture, long sequence, int attempt) {
    DeployInput once = ReleaseFixture.input(service, sequence);
    ServiceKey key = once.service().inAttempt(attempt);
    return fixture.releases.deploy(key.parse(), ReleaseRecord.of(once).again(key));
  }

  private RequestScope in(long sequence, int attempt) {
    return service.key(sequence).inAttempt(attempt).parse();
  }

  private ServiceResult running(long sequence, ReleaseRecord release) {
    return ReleaseFixture.running(service, sequence, release, 5_000);
  }
}
