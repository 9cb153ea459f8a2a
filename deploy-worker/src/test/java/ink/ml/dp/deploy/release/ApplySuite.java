package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Foreigner;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.Together;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What applying a release promises, whichever API server it is applied to. */
abstract class ApplySuite {
  private static final List<Kind> OBJECTS = List.of(Kind.SERVICE, Kind.INGRESS);

  private final Identities service = Identities.fresh();

  abstract ReleaseFixture fixture();

  abstract FakeNeighbours neighbours();

  @Test
  void newestOfTwentyRacingRequestsIsLiveAndNoneIsWrittenOverByAnOlder() throws Exception {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 1);
    List<Long> sequences = new ArrayList<>(LongStream.rangeClosed(1, 20).boxed().toList());
    Collections.shuffle(sequences, new Random(11));
    String services = "/api/v1/namespaces/" + service.namespace() + "/services";
    List<Optional<FailureCode>> ends;
    List<Long> seen;
    try (Foreigner.History history =
        fixture.foreigner.watch(services, Labels.SERVICE + "=" + service.name())) {
      history.await(any -> true);
      // Each twice: an attempt of an activity that is repeated beside itself.
      ends = Together.race(40, i -> fixture.deploy(service, sequences.get(i / 2)));
      history.await(any -> ReleaseFixture.sequence(any) == 20);
      seen = history.versions().stream().map(ReleaseFixture::sequence).toList();
    }

    assertThat(seen).isSorted();
    for (Kind kind : OBJECTS) {
      assertThat(ReleaseFixture.sequence(fixture.object(service, kind))).isEqualTo(20);
    }
    assertThat(fixture.seen(service)).isEqualTo("r20");
    int newest = sequences.indexOf(20L);
    assertThat(ends.subList(2 * newest, 2 * newest + 2)).allMatch(Optional::isEmpty);
    assertThat(ends)
        .allSatisfy(
            end ->
                assertThat(end.orElse(FailureCode.STALE_DEPLOY))
                    .isEqualTo(FailureCode.STALE_DEPLOY));
  }

  @Test
  void olderAttemptFindsItselfOvertaken() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 3);
    JsonNode before = fixture.object(service, Kind.SERVICE);

    refused(
        FailureCode.STALE_DEPLOY,
        () -> fixture.releases.deploy(service.at(2), ReleaseFixture.input(service, 2)));

    assertThat(fixture.object(service, Kind.SERVICE)).isEqualTo(before);
    assertThat(fixture.secrets(service)).doesNotContain(service.name() + "-env-r2");
  }

  @Test
  void sameRequestAgainChangesNothing() {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 4);
    List<String> before = versions(fixture);

    fixture.deploy(service, 4);

    assertThat(versions(fixture)).isEqualTo(before);
  }

  /** No pod can be made of what the fixture deploys, so the live release never serves. */
  @Test
  void sameInputsMakeANewReleaseWhenTheLiveOneDoesNotServe() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.claims.claim(service.at(2), Operation.REDEPLOY);

    ReleaseRecord again = fixture.releases.deploy(service.at(2), sameAs(1, 2));

    assertThat(again.id()).isEqualTo("r2");
    assertThat(fixture.outcomes(service)).containsExactly("r2 pending", "r1 live");
  }

  /** What the request {@code first} deployed, asked for once more. */
  private DeployInput sameAs(long first, long sequence) {
    DeployInput input = ReleaseFixture.input(service, first);
    return new DeployInput(
        service.key(sequence),
        input.image(),
        input.commitSha(),
        input.buildKey(),
        input.environmentVersion(),
        input.settings());
  }

  private List<String> versions(ReleaseFixture fixture) {
    List<String> versions = new ArrayList<>();
    for (Kind kind : List.of(Kind.SERVICE, Kind.INGRESS)) {
      versions.add(fixture.object(service, kind).path("metadata").path("resourceVersion").asText());
    }
    // Its status changes by itself.
    versions.add(fixture.deployment(service, 4).path("spec").toString());
    versions.add(secret(fixture, 4).path("metadata").path("resourceVersion").asText());
    versions.addAll(fixture.outcomes(service));
    return versions;
  }

  @Test
  void everyObjectSaysWhoseItIsAndWhichRequestWroteIt() {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 5);
    List<JsonNode> objects =
        new ArrayList<>(OBJECTS.stream().map(kind -> fixture.object(service, kind)).toList());
    objects.add(fixture.deployment(service, 5));
    objects.add(secret(fixture, 5));
    objects.add(fixture.object(service.named(service.name() + "-releases"), Kind.CONFIG_MAP));

    assertThat(objects)
        .allSatisfy(
            object -> {
              JsonNode metadata = object.path("metadata");
              assertThat(ReleaseFixture.sequence(object)).isEqualTo(5);
              assertThat(metadata.path("annotations").path(Labels.SERVICE_ID).asText())
                  .isEqualTo(service.serviceId());
              assertThat(metadata.path("labels").path(Labels.TENANT).asText())
                  .isEqualTo(service.tenant());
              assertThat(metadata.path("labels").path(Labels.PROJECT).asText())
                  .isEqualTo(service.project());
              assertThat(metadata.path("labels").path(Labels.SERVICE).asText())
                  .isEqualTo(service.name());
            });
  }

  @Test
  void whatOthersWroteOnOurObjectsSurvives() {
    ReleaseFixture fixture = fixture();
    fixture.deploy(service, 1);
    fixture.foreigner.annotate(
        "/api/v1/namespaces/" + service.namespace() + "/services/" + service.name(),
        "example.org/note",
        "keep");

    fixture.deploy(service, 2);

    JsonNode live = fixture.object(service, Kind.SERVICE);
    assertThat(ReleaseFixture.sequence(live)).isEqualTo(2);
    assertThat(live.path("metadata").path("annotations").path("example.org/note").asText())
        .isEqualTo("keep");
  }

  @Test
  void recordsHoldEveryDigestThatMayRunAgain() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 1);
    fixture.run(service, 2);
    IntStream.rangeClosed(3, 8)
        .forEach(
            i -> {
              fixture.deploy(service, i);
              fixture.restore(service, i, FailureCode.CRASH_LOOP);
            });

    List<JsonNode> records =
        fixture.cluster.list(Kind.CONFIG_MAP, service.namespace(), "dp.ml.ink/record=releases");

    assertThat(records).hasSize(1);
    // The newest five, what is live, and what was before it.
    assertThat(fixture.outcomes(service))
        .containsExactly(
            "r8 CRASH_LOOP",
            "r7 CRASH_LOOP",
            "r6 CRASH_LOOP",
            "r5 CRASH_LOOP",
            "r4 CRASH_LOOP",
            "r2 live",
            "r1 replaced");
    for (long sequence : List.of(1L, 2L, 4L, 5L, 6L, 7L, 8L)) {
      assertThat(records.getFirst().path("data").path("r" + sequence).asText())
          .contains(ReleaseFixture.digest(sequence));
    }
    assertThat(fixture.secrets(service))
        .containsExactly(service.name() + "-env-r1", service.name() + "-env-r2");
  }

  @Test
  void environmentIsOneSecretForEachReleaseAndGoesWithIt() {
    ReleaseFixture fixture = fixture();
    neighbours().environment(service.serviceId(), Map.of("GREETING", "first", "PORT", "1"));
    fixture.run(service, 1);
    neighbours().environment(service.serviceId(), Map.of("GREETING", "second"));
    fixture.run(service, 2);

    assertThat(secret(fixture, 1).path("immutable").asBoolean()).isTrue();
    assertThat(fixture.releases.environmentOf(service.at(1), release(fixture, 1)))
        .hasValueSatisfying(
            values -> assertThat(values).containsExactlyInAnyOrder("first", "8080", Homes.HOME));
    assertThat(fixture.releases.environmentOf(service.at(2), release(fixture, 2)))
        .hasValueSatisfying(
            values -> assertThat(values).containsExactlyInAnyOrder("second", "8080", Homes.HOME));
    for (int i = 3; i <= 7; i++) {
      fixture.run(service, i);
    }
    assertThat(fixture.secrets(service))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(3, 7).mapToObj(i -> service.name() + "-env-r" + i).toList());
  }

  @Test
  void environmentThatNoObjectCanHoldIsTheTenantsFault() {
    ReleaseFixture fixture = fixture();
    neighbours()
        .environment(
            service.serviceId(),
            Map.of(
                "A", "a".repeat(250_000),
                "B", "b".repeat(250_000),
                "C", "c".repeat(250_000),
                "D", "d".repeat(250_000)));

    refused(FailureCode.ENVIRONMENT_INVALID, () -> fixture.deploy(service, 1));
    assertThat(fixture.running(service)).isEmpty();
  }

  @Test
  void namespaceOfAnotherPairIsRefusedAndLeftAlone() {
    ReleaseFixture fixture = fixture();
    Identities first = Identities.fresh().inProject("b-c");
    Identities second = Identities.fresh().ofTenant(first.tenant() + "-b").inProject("c");
    assertThat(second.namespace()).isEqualTo(first.namespace());
    fixture.deploy(first, 1);

    refused(FailureCode.NAMESPACE_CONFLICT, () -> fixture.deploy(second, 1));

    assertThat(fixture.restore(second, 1, FailureCode.NAMESPACE_CONFLICT)).isEmpty();
    assertThat(fixture.releases.target(second.at(1), Optional.empty())).isEmpty();
    assertThat(fixture.releases.delete(second.at(2))).isFalse();
    assertThat(fixture.running(first)).containsExactly("r1");
    assertThat(fixture.find(second.named(second.name() + "-releases"), Kind.CONFIG_MAP)).isEmpty();
  }

  @Test
  void oneOfTwoPairsGetsTheNamespaceThatBothAskFor() {
    ReleaseFixture fixture = fixture();
    Identities first = Identities.fresh().inProject("b-c");
    Identities second = Identities.fresh().ofTenant(first.tenant() + "-b").inProject("c");

    List<Optional<FailureCode>> ends =
        Together.race(10, i -> fixture.namespaces.ensure((i % 2 == 0 ? first : second).at(1)));

    int winner = fixture.namespaces.isOwn(first.at(1)) ? 0 : 1;
    for (int i = 0; i < ends.size(); i++) {
      assertThat(ends.get(i))
          .isEqualTo(
              i % 2 == winner ? Optional.empty() : Optional.of(FailureCode.NAMESPACE_CONFLICT));
    }
  }

  @Test
  void leftoverOfAServiceThatHadTheNameBeforeIsTakenOver() {
    ReleaseFixture fixture = fixture();
    fixture.run(service, 9);
    Identities heir = service.rival();
    assertThat(fixture.claims.beginDelete(service.at(10))).isTrue();
    fixture.claims.finishDelete(service.at(10)); // and whoever removes the objects was too slow

    fixture.claims.claim(heir.at(1), Operation.CREATE);
    ReleaseRecord first = fixture.releases.deploy(heir.at(1), ReleaseFixture.input(heir, 1));

    assertThat(ReleaseFixture.sequence(fixture.object(heir, Kind.SERVICE))).isEqualTo(1);
    fixture.succeed(heir, 1, first);
    assertThat(fixture.running(heir)).containsExactly("r1");
    refused(
        FailureCode.STALE_DEPLOY,
        () -> fixture.releases.deploy(service.at(9), ReleaseFixture.input(service, 9)));
  }

  private JsonNode secret(ReleaseFixture fixture, long sequence) {
    return fixture.object(service.named(service.name() + "-env-r" + sequence), Kind.SECRET);
  }

  @Test
  void aReleaseIsSettledFromItsFirstAnswerUntilAnotherIsBegun() {
    ReleaseFixture fixture = fixture();
    fixture.claims.claim(service.at(9), Operation.CREATE);
    fixture.releases.deploy(service.at(9), ReleaseFixture.input(service, 9));
    assertThat(recorded(fixture, 9).settled()).isFalse();
    fixture.succeed(service, 9, release(fixture, 9));
    assertThat(recorded(fixture, 9).settled()).isTrue();

    fixture.claims.claim(service.at(10), Operation.REDEPLOY);
    fixture.releases.deploy(service.at(10), ReleaseFixture.input(service, 10));
    assertThat(recorded(fixture, 9).settled()).isFalse();
    fixture.restore(service, 10, FailureCode.CRASH_LOOP);
    assertThat(recorded(fixture, 9).settled()).isFalse();
    assertThat(recorded(fixture, 10).settled()).isFalse();
  }

  private ReleaseRecord release(ReleaseFixture fixture, long sequence) {
    return recorded(fixture, sequence).release();
  }

  private Releases.Recorded recorded(ReleaseFixture fixture, long sequence) {
    return fixture
        .releases
        .recorded(service.at(sequence), new ReleaseId("r" + sequence))
        .orElseThrow();
  }

  static void refused(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
