package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.Together;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What restoring, going back and deleting promise, whichever API server is used. */
abstract class TakeBackSuite {
  private static final List<Kind> OBJECTS = List.of(Kind.SERVICE, Kind.INGRESS);

  private final Identities service = Identities.fresh();

  abstract ReleaseFixture fixture();

  abstract FakeNeighbours neighbours();

  @Test
  void failedReleaseMakesRoomForTheOneBeforeIt() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    JsonNode good = fixture.deployment(service, 1);
    ReleaseRecord second = fixture.deploy(service, 2);
    assertThat(fixture.seen(service)).as("until it is ready").isEqualTo("r1");
    fixture.releases.show(service.at(2), second);
    assertThat(fixture.seen(service)).isEqualTo("r2");
    assertThat(fixture.running(service)).containsExactly("r1", "r2");

    assertThat(fixture.restore(service, 2, FailureCode.CRASH_LOOP))
        .map(ReleaseRecord::id)
        .contains("r1");

    assertThat(fixture.running(service)).containsExactly("r1");
    JsonNode live = fixture.deployment(service, 1);
    assertThat(live.path("spec")).as("never touched").isEqualTo(good.path("spec"));
    assertThat(live.path("metadata").path("uid")).isEqualTo(good.path("metadata").path("uid"));
    assertThat(fixture.seen(service)).isEqualTo("r1");
    assertThat(ReleaseFixture.sequence(fixture.object(service, Kind.SERVICE)))
        .as("the writer's")
        .isEqualTo(2);
    assertThat(fixture.outcomes(service)).containsExactly("r2 CRASH_LOOP", "r1 live");
    assertThat(fixture.secrets(service)).containsExactly(service.name() + "-env-r1");
    assertThat(fixture.restore(service, 2, FailureCode.CRASH_LOOP))
        .map(ReleaseRecord::id)
        .contains("r1");
  }

  @Test
  void slowAttemptDoesNotBringAReleaseBackThatWasTakenBack() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.deploy(service, 2);
    fixture.restore(service, 2, FailureCode.CRASH_LOOP);

    ApplySuite.refused(
        FailureCode.STALE_DEPLOY,
        () -> fixture.releases.deploy(service.at(2), ReleaseFixture.input(service, 2)));

    assertThat(fixture.running(service)).containsExactly("r1");
    assertThat(fixture.seen(service)).isEqualTo("r1");
  }

  /**
   * Whoever was about to lead visitors to it, and asked whether it may before it was taken back.
   */
  @Test
  void slowAttemptDoesNotShowAReleaseThatWasTakenBackMeanwhile() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    ReleaseRecord second = fixture.deploy(service, 2);
    AtomicInteger asked = new AtomicInteger();
    FencedWriter slow =
        new FencedWriter(
            fixture.cluster,
            service.at(2),
            new Action("try it"),
            () -> {
              if (asked.getAndIncrement() == 0) {
                fixture.restore(service, 2, FailureCode.CANCELLED);
              } else {
                throw new Action("try it").failed(FailureCode.STALE_DEPLOY, "it was taken back");
              }
            });

    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> fixture.selection.show(slow, second));

    assertThat(fixture.seen(service)).isEqualTo("r1");
  }

  /** An attempt to begin it that is slower than the one that went on. */
  @Test
  void slowAttemptToBeginAReleaseDoesNotLeadVisitorsAwayFromIt() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    ReleaseRecord second = fixture.deploy(service, 2);
    fixture.releases.show(service.at(2), second);

    fixture.releases.deploy(service.at(2), ReleaseFixture.input(service, 2));

    assertThat(fixture.seen(service)).isEqualTo("r2");
    fixture.succeed(service, 2, second);
    assertThat(fixture.seen(service)).isEqualTo("r2");
    assertThat(fixture.running(service)).containsExactly("r2");
  }

  /** An attempt to wait for it that nobody could tell to stop. */
  @Test
  void releaseThatWasTakenBackNeverBecomesLive() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    ReleaseRecord second = fixture.deploy(service, 2);
    fixture.restore(service, 2, FailureCode.CANCELLED);

    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> fixture.succeed(service, 2, second));

    assertThat(fixture.outcomes(service)).containsExactly("r2 CANCELLED", "r1 live");
  }

  @Test
  void failedFirstReleaseLeavesOnlyTheRecord() {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 1);

    assertThat(fixture.restore(service, 1, FailureCode.CRASH_LOOP)).isEmpty();

    assertNothingRuns(fixture, service);
    assertThat(fixture.outcomes(service)).containsExactly("r1 CRASH_LOOP");
  }

  @Test
  void restoringWhatWasNeverAppliedLeavesNothing() {
    ReleaseFixture fixture = fixture();
    fixture.claims.claim(service.at(1), Operation.CREATE);

    assertThat(fixture.restore(service, 1, FailureCode.ENVIRONMENT_INVALID)).isEmpty();
    assertThat(fixture.find(service.named(service.namespace()), Kind.NAMESPACE)).isEmpty();
  }

  @Test
  void releaseThatAnswersAlreadyIsNotTakenBack() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 2);

    assertThat(fixture.restore(service, 2, FailureCode.CANCELLED))
        .map(ReleaseRecord::id)
        .contains("r2");
    assertThat(fixture.running(service)).containsExactly("r2");
    assertThat(fixture.seen(service)).isEqualTo("r2");
  }

  @Test
  void imageThatIsGoneIsFoundOutBeforeAnythingIsWritten() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    neighbours().lose(service, "sha256:" + "e".repeat(64));
    fixture.claims.claim(service.at(2), Operation.REDEPLOY);
    var wanted = ReleaseFixture.input(service, 2);
    var lost =
        new DeployInput(
            wanted.service(),
            new BuiltImage(wanted.image().image(), "sha256:" + "e".repeat(64), 1, 0, false),
            wanted.commitSha(),
            wanted.buildKey(),
            wanted.environmentVersion(),
            wanted.settings());

    ApplySuite.refused(FailureCode.IMAGE_GONE, () -> fixture.releases.deploy(service.at(2), lost));

    assertThat(fixture.running(service)).containsExactly("r1");
    assertThat(ReleaseFixture.sequence(fixture.object(service, Kind.SERVICE))).isEqualTo(1);
    assertThat(fixture.outcomes(service)).containsExactly("r1 live");
    assertThat(fixture.secrets(service)).containsExactly(service.name() + "-env-r1");
    // Built anew, it is the same request still.
    fixture.run(service, 2);
    assertThat(fixture.outcomes(service)).containsExactly("r2 live", "r1 replaced");
  }

  @Test
  void rollbackFindsTheLastGoodReleaseAndNeverAFailedOne() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 2);
    fixture.deploy(service, 3);
    fixture.restore(service, 3, FailureCode.CRASH_LOOP);

    assertThat(fixture.releases.target(service.at(4), Optional.empty()))
        .map(ReleaseRecord::id)
        .contains("r1");
    assertThat(fixture.releases.target(service.at(4), Optional.of("r2"))).isPresent();
    assertThat(fixture.releases.target(service.at(4), Optional.of("r3"))).isEmpty();
    assertThat(fixture.releases.withBuildKey(service.at(4), "key-1", null))
        .map(ReleaseRecord::digest)
        .contains(ReleaseFixture.digest(1));
    neighbours().lose(service, ReleaseFixture.digest(1));
    assertThat(fixture.releases.withBuildKey(service.at(4), "key-1", null)).isEmpty();
  }

  @Test
  void findsAnImageOfTheSameFilesUnderAnotherCommit() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.claims.claim(service.at(2), Operation.REDEPLOY);
    fixture.succeed(
        service,
        2,
        fixture.releases.deploy(
            service.at(2), ReleaseFixture.input(service, 2).ofSource("files-2")));

    assertThat(fixture.releases.withBuildKey(service.at(3), "key-3", "files-2"))
        .map(ReleaseRecord::id)
        .contains("r2");
    assertThat(fixture.releases.withBuildKey(service.at(3), "key-1", "files-3"))
        .as("made before the files were recorded")
        .map(ReleaseRecord::id)
        .contains("r1");
    assertThat(fixture.releases.withBuildKey(service.at(3), "key-3", "files-3")).isEmpty();
    assertThat(fixture.releases.withBuildKey(service.at(3), "key-3", null)).isEmpty();
  }

  @Test
  void goingBackTwiceDoesNotEndWhereItBegan() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 2);
    fixture.run(service, 3);

    assertThat(goBack(fixture, 4)).isEqualTo("r2");
    assertThat(goBack(fixture, 5)).isEqualTo("r1");
    assertThat(fixture.releases.target(service.at(6), Optional.empty())).isEmpty();
  }

  /** Answers which release was gone back to. */
  private String goBack(ReleaseFixture fixture, long sequence) {
    ReleaseRecord target =
        fixture.releases.target(service.at(sequence), Optional.empty()).orElseThrow();
    fixture.claims.claim(service.at(sequence), Operation.ROLLBACK);
    ReleaseRecord again =
        fixture.releases.deploy(service.at(sequence), target.again(service.key(sequence)));
    fixture.succeed(service, sequence, again);
    return target.id();
  }

  @Test
  void goingBackTakesTheVeryEnvironmentWithTheApiAway() {
    ReleaseFixture fixture = fixture();
    neighbours().environment(service.serviceId(), Map.of("GREETING", "first"));
    fixture.run(service, 1);
    neighbours().environment(service.serviceId(), Map.of("GREETING", "second"));
    fixture.run(service, 2);
    neighbours().setEnvironmentAway(service.serviceId());

    goBack(fixture, 3);

    assertThat(secret(fixture, 3)).isEqualTo(secret(fixture, 1));
  }

  private JsonNode secret(ReleaseFixture fixture, long sequence) {
    return fixture
        .object(service.named(service.name() + "-env-r" + sequence), Kind.SECRET)
        .path("data");
  }

  @Test
  void lateSuccessOfAnOlderReleaseDoesNotHideTheNewer() {
    ReleaseFixture fixture = fixture();
    ReleaseRecord first = fixture.deploy(service, 1);
    fixture.run(service, 2);

    fixture.succeed(service, 1, first);

    assertThat(fixture.outcomes(service)).containsExactly("r2 live", "r1 replaced");
    assertThat(fixture.secrets(service)).hasSize(2);
  }

  @Test
  void deletesTheServiceAndWithTheLastOneTheNamespace() {
    ReleaseFixture fixture = fixture();
    Identities neighbour = service.neighbour();
    fixture.run(service, 1);
    fixture.run(neighbour, 1);

    assertThat(fixture.releases.delete(service.at(2))).isFalse();
    assertThat(fixture.releases.delete(service.at(2))).isFalse();

    assertNothingRuns(fixture, service);
    assertThat(fixture.outcomes(service)).isEmpty();
    assertThat(fixture.running(neighbour)).containsExactly("r1");
    assertThat(fixture.secrets(neighbour)).hasSize(1);
    assertThat(fixture.releases.delete(neighbour.at(2))).isTrue();
    assertThat(fixture.releases.delete(neighbour.at(2))).isTrue();
    Optional<JsonNode> namespace =
        fixture.cluster.get(Kind.NAMESPACE, service.namespace(), service.namespace());
    assertThat(namespace)
        .matches(n -> n.isEmpty() || n.get().path("metadata").has("deletionTimestamp"));
  }

  @Test
  void deleteOfAServiceThatNeverWasIsDone() {
    ReleaseFixture fixture = fixture();

    assertThat(fixture.releases.delete(service.at(1))).isTrue();
    // No service was ever let have it.
    assertThat(fixture.releases.delete(service.named("loki").at(1))).isFalse();
  }

  @Test
  void nothingIsLeftWhenADeleteRacesWithOlderDeploys() {
    ReleaseFixture fixture = fixture();
    fixture.run(service.neighbour(), 1);
    fixture.run(service, 1);

    List<Optional<FailureCode>> ends =
        Together.race(
            20,
            i -> {
              if (i % 5 == 0) {
                fixture.releases.delete(service.at(30));
              } else {
                fixture.deploy(service, 2 + i);
              }
            });

    assertThat(ends.get(0)).isEmpty();
    assertNothingRuns(fixture, service);
    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> fixture.deploy(service, 29));
  }

  @Test
  void newerRequestSurvivesALateDelete() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 3);

    ApplySuite.refused(FailureCode.STALE_DEPLOY, () -> fixture.releases.delete(service.at(2)));

    assertThat(fixture.running(service)).containsExactly("r3");
    assertThat(fixture.outcomes(service)).containsExactly("r3 live", "r1 replaced");
  }

  private static void assertNothingRuns(ReleaseFixture fixture, Identities service) {
    for (Kind kind : OBJECTS) {
      assertThat(fixture.find(service, kind)).as(kind.kind()).isEmpty();
    }
    assertThat(fixture.running(service)).isEmpty();
    assertThat(fixture.secrets(service)).isEmpty();
  }
}
