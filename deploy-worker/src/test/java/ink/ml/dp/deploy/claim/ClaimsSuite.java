package ink.ml.dp.deploy.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.deploy.testing.Together;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What claims promise, whichever API server keeps them. */
abstract class ClaimsSuite {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Identities service = Identities.fresh();

  abstract Cluster cluster();

  private Claims claims() {
    DeploySettings settings = TestSettings.deploy(Map.of("RESERVED_NAMES", "special, other"));
    return new Claims(cluster(), settings, () -> now, new ProjectQuota(cluster(), settings));
  }

  @Test
  void newestOfTwentyRacingRequestsHasTheName() {
    Claims claims = claims();
    List<Long> sequences = new ArrayList<>(LongStream.rangeClosed(1, 20).boxed().toList());
    Collections.shuffle(sequences, new Random(7));

    List<Optional<FailureCode>> ends =
        Together.race(20, i -> claims.claim(service.at(sequences.get(i)), Operation.REDEPLOY));

    assertThat(ends.get(sequences.indexOf(20L))).isEmpty();
    assertThat(ends)
        .allSatisfy(
            end ->
                assertThat(end.orElse(FailureCode.STALE_DEPLOY))
                    .isEqualTo(FailureCode.STALE_DEPLOY));
    assertThatCode(() -> claims.check(service.at(20), new Action("try")))
        .doesNotThrowAnyException();
    refused(FailureCode.STALE_DEPLOY, () -> claims.check(service.at(19), new Action("try")));
  }

  @Test
  void oneOfTwentyServicesGetsTheName() {
    Claims claims = claims();
    List<Identities> rivals = LongStream.range(0, 20).mapToObj(i -> service.rival()).toList();

    List<Optional<FailureCode>> ends =
        Together.race(20, i -> claims.claim(rivals.get(i).at(1), Operation.CREATE));

    assertThat(ends).filteredOn(Optional::isEmpty).hasSize(1);
    assertThat(ends)
        .filteredOn(Optional::isPresent)
        .allMatch(end -> end.equals(Optional.of(FailureCode.NAME_TAKEN)));
  }

  @Test
  void sameRequestAgainChangesNothing() {
    Claims claims = claims();
    claims.claim(service.at(3), Operation.CREATE);
    JsonNode first = object();
    now = now.plusSeconds(5);

    claims.claim(service.at(3), Operation.CREATE);

    assertThat(object()).isEqualTo(first);
  }

  @Test
  void everyClaimCarriesItsSequence() {
    claims().claim(service.at(3), Operation.CREATE);

    JsonNode metadata = object().path("metadata");
    assertThat(metadata.path("annotations").path("dp.ml.ink/sequence").asText()).isEqualTo("3");
    assertThat(metadata.path("labels").path("dp.ml.ink/tenant").asText())
        .isEqualTo(service.tenant());
  }

  @Test
  void deletedServiceIsNotBroughtBackByALateCreate() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    delete(claims, service, 5);

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(4), Operation.CREATE));
    refused(FailureCode.SERVICE_NOT_FOUND, () -> claims.claim(service.at(6), Operation.REDEPLOY));
    refused(FailureCode.STALE_DEPLOY, () -> claims.check(service.at(6), new Action("try")));
    assertThatCode(() -> claims.claim(service.at(6), Operation.CREATE)).doesNotThrowAnyException();
  }

  @Test
  void deleteBeforeItsCreateKeepsItAway() {
    Claims claims = claims();
    delete(claims, service, 2);

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(1), Operation.CREATE));
  }

  @Test
  void nameOfADeletedServiceIsKeptForItsTenant() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    delete(claims, service, 2);
    Identities stranger = service.rival().ofTenant("stranger");

    now = now.plus(Duration.ofDays(7));
    refused(FailureCode.NAME_TAKEN, () -> claims.claim(stranger.at(1), Operation.CREATE));
    now = now.plusSeconds(1);
    assertThatCode(() -> claims.claim(stranger.at(1), Operation.CREATE)).doesNotThrowAnyException();
  }

  @Test
  void sameTenantMayTakeTheNameAgainAtOnce() {
    Claims claims = claims();
    claims.claim(service.at(8), Operation.CREATE);
    delete(claims, service, 9);
    Identities second = service.rival();

    claims.claim(second.at(1), Operation.CREATE);

    refused(FailureCode.NAME_TAKEN, () -> claims.claim(service.at(10), Operation.CREATE));
    assertThat(claims.beginDelete(service.at(10))).isFalse();
    delete(claims, second, 2);
    // Even now that the name is free once more, what is late is late.
    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(8), Operation.CREATE));
    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(second.at(1), Operation.CREATE));
  }

  @Test
  void nameIsNobodysElseWhileItIsBeingGivenUp() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    claims.beginDelete(service.at(2));

    refused(FailureCode.NAME_TAKEN, () -> claims.claim(service.rival().at(1), Operation.CREATE));
    refused(FailureCode.STALE_DEPLOY, () -> claims.check(service.at(2), new Action("try")));
    assertThatCode(() -> claims.checkDeleting(service.at(2), new Action("try")))
        .doesNotThrowAnyException();
    assertThat(claims.isGone(service.at(1))).isTrue();
  }

  @Test
  void deleteMayBeRepeatedButNotBeLate() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    delete(claims, service, 2);
    JsonNode first = object();
    now = now.plusSeconds(5);
    delete(claims, service, 2);
    assertThat(object()).isEqualTo(first);

    claims.claim(service.at(3), Operation.CREATE);
    refused(FailureCode.STALE_DEPLOY, () -> claims.beginDelete(service.at(2)));
    refused(FailureCode.STALE_DEPLOY, () -> claims.finishDelete(service.at(2)));
  }

  @Test
  void serviceHasItsNameInOneNamespaceOnly() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);

    refused(
        FailureCode.NAME_TAKEN,
        () -> claims.claim(service.inProject("other").at(2), Operation.REDEPLOY));
  }

  @Test
  void redeployTakesTheNameOfACreateThatNeverCameToIt() {
    Claims claims = claims();

    refused(FailureCode.SERVICE_NOT_FOUND, () -> claims.claim(service.at(1), Operation.ROLLBACK));
    assertThatCode(() -> claims.claim(service.at(2), Operation.REDEPLOY))
        .doesNotThrowAnyException();
  }

  @Test
  void reservedNamesCannotBeHad() {
    Claims claims = claims();
    for (String name : List.of("loki", "www", "special", "other")) {
      refused(
          FailureCode.NAME_RESERVED,
          () -> claims.claim(service.named(name).at(1), Operation.CREATE));
    }
    assertThat(claims.beginDelete(service.named("loki").at(1))).isFalse();
  }

  @Test
  void aRenamedServiceHasItsFormerNameToLeave() {
    Claims claims = claims();
    Identities renamed = service.named(Identities.fresh().name());
    claims.claim(service.at(1), Operation.CREATE);
    assertThat(claims.toLeave(service.at(1))).isEmpty();

    claims.claim(renamed.at(2), Operation.REDEPLOY);

    assertThat(claims.toLeave(renamed.at(2))).containsExactly(leaving(renamed.at(2), service));
    assertThat(claims.toLeave(service.at(1))).isEmpty();
    claims.left(leaving(renamed.at(2), service));
    assertThat(claims.toLeave(renamed.at(2))).isEmpty();
  }

  @Test
  void requestsAreOrderedOverAllNames() {
    Claims claims = claims();
    Identities renamed = service.named(Identities.fresh().name());
    claims.claim(service.at(3), Operation.CREATE);

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(renamed.at(2), Operation.REDEPLOY));
    refused(FailureCode.STALE_DEPLOY, () -> claims.beginDelete(renamed.at(2)));
    claims.cancel(service.at(5));
    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(renamed.at(4), Operation.REDEPLOY));
  }

  @Test
  void aDeletedServiceIsNotBroughtBackUnderAnotherName() {
    Claims claims = claims();
    Identities renamed = service.named(Identities.fresh().name());
    claims.claim(service.at(1), Operation.CREATE);
    claims.claim(renamed.at(2), Operation.REDEPLOY);
    delete(claims, renamed, 4);

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(3), Operation.REDEPLOY));
    assertThat(claims.toLeave(renamed.at(4))).containsExactly(leaving(renamed.at(4), service));
    assertThat(claims.beginDelete(leaving(renamed.at(4), service))).isTrue();
    claims.finishDelete(leaving(renamed.at(4), service));
    claims.left(leaving(renamed.at(4), service));
    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(3), Operation.CREATE));
    assertThatCode(() -> claims.claim(service.at(5), Operation.CREATE)).doesNotThrowAnyException();
  }

  @Test
  void leavingANameKeepsTheServiceAtItsNewOne() {
    Claims claims = claims();
    Identities renamed = service.named(Identities.fresh().name());
    claims.claim(service.at(1), Operation.CREATE);
    claims.claim(renamed.at(2), Operation.REDEPLOY);

    assertThat(claims.beginDelete(leaving(renamed.at(2), service))).isTrue();
    claims.finishDelete(leaving(renamed.at(2), service));

    assertThatCode(() -> claims.check(renamed.at(2), new Action("try"))).doesNotThrowAnyException();
    refused(FailureCode.STALE_DEPLOY, () -> claims.check(service.at(1), new Action("try")));
  }

  @Test
  void thoseWhoWantANameInVainDoNotFillItsClaim() {
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    for (int i = 0; i < 120; i++) {
      now = now.plusSeconds(1);
      claims.cancel(service.rival().at(1));
    }
    assertThat(object().path("data").size()).isLessThan(120);

    now = now.plus(Duration.ofDays(8));
    claims.cancel(service.rival().at(1));

    assertThat(object().path("data").properties())
        .filteredOn(entry -> entry.getKey().startsWith("former."))
        .hasSize(1);
  }

  private static RequestScope leaving(RequestScope newest, Identities former) {
    return newest.at(newest.project(), new ServiceName(former.name()));
  }

  private JsonNode object() {
    return cluster().get(Kind.CONFIG_MAP, "dp-claims", service.name()).orElseThrow();
  }

  @Test
  void aCancellationStandsInTheWayOfOlderRequestsAndChangesNothingElse() {
    Identities service = Identities.fresh();
    Claims claims = claims();
    claims.claim(service.at(3), Operation.CREATE);

    assertThat(claims.cancel(service.at(5))).isEqualTo(new Claims.Cancelled(3, false));

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(4), Operation.REDEPLOY));
    refused(FailureCode.STALE_DEPLOY, () -> claims.cancel(service.at(4)));
    assertThatCode(() -> claims.claim(service.at(6), Operation.REDEPLOY))
        .doesNotThrowAnyException();
    assertThat(claims.cancel(service.rival().at(1)).deleted()).isFalse();
    assertThatCode(() -> claims.check(service.at(6), new Action("go on")))
        .doesNotThrowAnyException();
  }

  @Test
  void aCreateThatComesAfterItsCancellationStaysAway() {
    Identities service = Identities.fresh();
    Claims claims = claims();

    assertThat(claims.cancel(service.at(2))).isEqualTo(new Claims.Cancelled(0, false));

    refused(FailureCode.STALE_DEPLOY, () -> claims.claim(service.at(1), Operation.CREATE));
    assertThatCode(() -> claims.claim(service.at(3), Operation.REDEPLOY))
        .doesNotThrowAnyException();
  }

  @Test
  void aCancellationDoesNotBringADeletedServiceBack() {
    Identities service = Identities.fresh();
    Claims claims = claims();
    claims.claim(service.at(1), Operation.CREATE);
    delete(claims, service, 2);

    assertThat(claims.cancel(service.at(3)).deleted()).isTrue();
    refused(FailureCode.SERVICE_NOT_FOUND, () -> claims.claim(service.at(4), Operation.REDEPLOY));
  }

  private static void delete(Claims claims, Identities service, long sequence) {
    assertThat(claims.beginDelete(service.at(sequence))).isTrue();
    claims.finishDelete(service.at(sequence));
  }

  private static void refused(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
