package ink.ml.dp.deploy.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.deploy.release.ReleaseFixture;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sweep repairs, and what it leaves alone. */
final class SweeperTest {
  /** What a project has. */
  private static final RuntimeSpec ALL =
      RuntimeSpec.parse(RuntimeSettings.builder().cpu("4").build());

  private final FakeApiServer server = new FakeApiServer();
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private final ReleaseFixture fixture = ReleaseFixture.against(server, neighbours);
  private final Set<String> running = new HashSet<>();
  private final Identities service = Identities.fresh();
  private final Sweeper sweeper = sweeper(fixture.claims);

  private Sweeper sweeper(Claims claims) {
    Runs runs = id -> running.contains(id.value());
    return new Sweeper(
        claims,
        fixture.namespaces,
        fixture.releases,
        fixture.mending,
        new QuotaGate(fixture.quota, claims, fixture.releases, runs),
        runs);
  }

  @AfterEach
  void close() {
    server.close();
    neighbours.close();
  }

  @Test
  void whatIsAsItIsRecordedIsLeftAlone() {
    fixture.run(service, 1);
    JsonNode deployment = fixture.deployment(service, 1);
    JsonNode selecting = fixture.object(service, Kind.SERVICE);

    assertThat(sweeper.sweep()).isZero();

    assertThat(fixture.deployment(service, 1)).isEqualTo(deployment);
    assertThat(fixture.object(service, Kind.SERVICE)).isEqualTo(selecting);
  }

  @Test
  void anObjectThatIsGoneComesBack() {
    fixture.run(service, 1);
    fixture.cluster.delete(Kind.DEPLOYMENT, fixture.deployment(service, 1));
    assertThat(sweeper.sweep()).isEqualTo(1);
    assertThat(fixture.findDeployment(service, 1)).isPresent();
    for (Kind kind : Set.of(Kind.SERVICE, Kind.INGRESS)) {
      fixture.cluster.delete(kind, fixture.object(service, kind));

      assertThat(sweeper.sweep()).as(kind.kind()).isEqualTo(1);

      assertThat(fixture.find(service, kind)).as(kind.kind()).isPresent();
    }
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void visitorsAreLedBackToWhatIsRecorded() {
    fixture.run(service, 1);
    ReleaseRecord begun = fixture.deploy(service, 2);
    fixture.releases.show(service.at(2), begun);
    assertThat(fixture.seen(service)).isEqualTo("r2");

    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.seen(service)).isEqualTo("r1");
    assertThat(fixture.running(service)).containsExactly("r1");
  }

  @Test
  void aServiceOfTheFirstFormIsAsItShouldBe() {
    ReleaseRecord first =
        fixture.deployInFirstForm(service, ReleaseFixture.input(service, 1), Map.of());
    fixture.recordAnswer(service, 1, first);

    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void aReleaseThatWasGivenUpHalfWayIsTakenBack() {
    fixture.run(service, 1);
    fixture.deploy(service, 2);
    running.add(service.serviceId());
    assertThat(sweeper.sweep()).as("somebody is at it").isZero();
    running.clear();

    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.outcomes(service)).containsExactly("r2 WORKER_STOPPED", "r1 live");
    assertThat(fixture.seen(service)).isEqualTo("r1");
    assertThat(fixture.running(service)).containsExactly("r1");
    assertThat(fixture.admission.admit(service.at(2), Operation.REDEPLOY).attempt())
        .as("the request may run once more")
        .isEqualTo(1);
  }

  @Test
  void aFirstReleaseThatWasGivenUpLeavesNothing() {
    fixture.deploy(service, 1);

    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.running(service)).isEmpty();
    assertThat(fixture.find(service, Kind.INGRESS)).isEmpty();
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void aDeletionThatWasGivenUpIsFinished() {
    fixture.run(service, 1);
    fixture.claims.beginDelete(service.at(2));

    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.running(service)).isEmpty();
    assertThat(fixture.claims.isGone(service.at(2))).isTrue();
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void aFormerNameIsLeftOnceTheNewOneAnswers() {
    Identities renamed = service.named(Identities.fresh().name());
    fixture.run(service, 1);
    fixture.deploy(renamed, 2);
    running.add(service.serviceId());
    sweeper.sweep();
    running.clear();
    fixture.restore(renamed, 2, FailureCode.CRASH_LOOP);
    sweeper.sweep();
    assertThat(fixture.find(service, Kind.INGRESS)).as("it still is what answers").isPresent();

    fixture.run(renamed, 3);
    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.find(service, Kind.INGRESS)).isEmpty();
    assertThat(fixture.find(renamed, Kind.INGRESS)).isPresent();
    assertThat(fixture.claims.toLeave(renamed.at(3))).isEmpty();
    assertThat(sweeper.sweep()).isZero();
  }

  @Test
  void everyNameOfADeletedServiceGoes() {
    Identities renamed = service.named(Identities.fresh().name());
    fixture.run(service, 1);
    fixture.run(renamed, 2);
    fixture.releases.delete(renamed.at(3));

    assertThat(sweeper.sweep()).isEqualTo(1);

    assertThat(fixture.find(service, Kind.INGRESS)).isEmpty();
  }

  @Test
  void aNewerRequestIsNeverWrittenOver() {
    fixture.run(service, 1);
    fixture.deploy(service, 2);
    RequestScope newest = service.at(2);
    fixture.deploy(service, 3);

    assertThat(fixture.mending.mend(service.at(3))).isTrue();
    assertThatThrownBy(() -> fixture.releases.restore(newest, "INTERNAL", Optional.empty()))
        .isInstanceOfSatisfying(
            DeployException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STALE_DEPLOY));
  }

  @Test
  void whatAFailedRequestAskedForIsGivenBack() {
    fixture.claims.claim(service.at(1), Operation.CREATE);
    fixture.quota.admit(service.at(1), ALL);
    Identities other = service.neighbour();

    sweeper.sweep();

    fixture.quota.admit(other.at(1), ALL);
  }

  @Test
  void whatIsCountedIsMadeAnewWhenItsRecordIsLostOrUnreadable() {
    // More than the project's share, by the fixture, and it runs.
    fixture.run(service, 1);
    sweeper.sweep();
    Supplier<JsonNode> record =
        () ->
            fixture
                .cluster
                .get(Kind.CONFIG_MAP, "dp-claims", "quota." + service.namespace())
                .orElseThrow();
    JsonNode before = record.get();
    assertThat(before.path("data").path(service.name()).asText())
        .isEqualTo(service.serviceId() + " 1 64000 67108864");

    fixture.cluster.delete(Kind.CONFIG_MAP, before);
    sweeper.sweep();
    assertThat(record.get().path("data")).isEqualTo(before.path("data"));

    Map<String, Object> broken =
        Map.of(service.name(), "all of it", "not.a.name", "svc 1 1 1", "gone", "svc-gone 1 1 1");
    fixture.cluster.replace(
        record.get(),
        new Manifest(
            Kind.CONFIG_MAP,
            "dp-claims",
            "quota." + service.namespace(),
            Map.of("dp.ml.ink/record", "quota"),
            Map.of(),
            Map.of("data", broken)));
    sweeper.sweep();
    assertThat(record.get().path("data")).isEqualTo(before.path("data"));
  }

  @Test
  void whatFencesTenantsInIsPutBack() {
    fixture.run(service, 1);
    JsonNode policy = policy();
    fixture.cluster.delete(Kind.NETWORK_POLICY, policy);

    sweeper.sweep();

    assertThat(policy().path("spec")).isEqualTo(policy.path("spec"));
  }

  @Test
  void aNewDeniedRangeReachesIdleTenants() {
    fixture.run(service, 1);
    ReleaseFixture next =
        ReleaseFixture.against(server, neighbours, Map.of("DENIED_RANGES", "203.0.113.7/32"));

    Runs runs = _ -> true;
    new Sweeper(
            next.claims,
            next.namespaces,
            next.releases,
            next.mending,
            new QuotaGate(next.quota, next.claims, next.releases, runs),
            runs)
        .sweep();

    assertThat(policy().toString()).contains("203.0.113.7/32");
  }

  @Test
  void deadClaimsGoWhenTheyWereKeptLongEnough() {
    fixture.run(service, 1);
    fixture.releases.delete(service.at(2));
    sweeper.sweep();
    assertThat(claim()).isPresent();
    Claims later =
        new Claims(
            fixture.cluster,
            TestSettings.deploy(Map.of()),
            () -> Instant.now().plus(Duration.ofDays(8)),
            fixture.quota);

    sweeper(later).sweep();

    assertThat(claim()).isEmpty();
    assertThat(later.all()).isEmpty();
  }

  private Optional<JsonNode> claim() {
    return fixture.cluster.get(
        Kind.CONFIG_MAP, "dp-claims", new ServiceName(service.name()).value());
  }

  private JsonNode policy() {
    return fixture
        .cluster
        .get(Kind.NETWORK_POLICY, service.namespace(), "egress-isolation")
        .orElseThrow();
  }
}
