package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is led to a release, when it or the one before it is internal. */
final class ExposureTest {
  private final FakeApiServer server = new FakeApiServer();
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private final ReleaseFixture fixture = ReleaseFixture.against(server, neighbours);
  private final Identities service = Identities.fresh();

  @AfterEach
  void close() {
    server.close();
    neighbours.close();
  }

  @Test
  void nobodyIsLedToAnInternalService() {
    live(1, "tcp", "internal");

    assertThat(isPublished()).isFalse();
    assertThat(fixture.seen(service)).isEqualTo("r1");
    assertThat(fixture.mending.mend(service.at(1))).as("so it should be").isFalse();
  }

  @Test
  void theIngressKnowsAFirstReleaseWhileItStarts() {
    fixture.deploy(service, 1, "http", "public");

    assertThat(isPublished()).isTrue();
  }

  @Test
  void aPublicServiceBecomesInternalWithItsReleaseAndNotBefore() {
    live(1, "http", "public");
    ReleaseRecord internal = fixture.deploy(service, 2, "http", "internal");
    assertThat(isPublished()).as("the one before still answers").isTrue();

    fixture.releases.show(service.at(2), internal);

    assertThat(isPublished()).isFalse();
    assertThat(fixture.seen(service)).isEqualTo("r2");
    fixture.restore(service, 2, FailureCode.CRASH_LOOP);
    assertThat(isPublished()).as("it was taken back").isTrue();
    assertThat(fixture.seen(service)).isEqualTo("r1");
  }

  @Test
  void anInternalServiceBecomesPublicWithItsReleaseAndNotBefore() {
    live(1, "http", "internal");
    ReleaseRecord open = fixture.deploy(service, 2, "http", "public");
    assertThat(isPublished()).as("visitors would be led to the one before").isFalse();

    fixture.releases.show(service.at(2), open);

    assertThat(isPublished()).isTrue();
    fixture.restore(service, 2, FailureCode.CRASH_LOOP);
    assertThat(isPublished()).as("it was taken back").isFalse();
    assertThat(fixture.seen(service)).isEqualTo("r1");
  }

  @Test
  void theIngressOfAnInternalServiceIsSweptAway() {
    live(1, "http", "public");
    live(2, "http", "internal");
    fixture.cluster.apply(fixture.ingress(service, 1));

    assertThat(fixture.mending.mend(service.at(2))).isTrue();

    assertThat(isPublished()).isFalse();
  }

  @Test
  void theProxyIsToldWhatAReleaseSpeaks() {
    live(1, "h2c", "public");
    assertThat(scheme()).isEqualTo("h2c");

    live(2, "http", "public");
    assertThat(scheme()).isEqualTo("http");
  }

  private void live(long sequence, String protocol, String expose) {
    ReleaseRecord release = fixture.deploy(service, sequence, protocol, expose);
    fixture.releases.show(service.at(sequence), release);
    fixture.succeed(service, sequence, release);
  }

  private boolean isPublished() {
    return fixture.find(service, Kind.INGRESS).isPresent();
  }

  private String scheme() {
    return fixture
        .object(service, Kind.SERVICE)
        .path("metadata")
        .path("annotations")
        .path("traefik.ingress.kubernetes.io/service.serversscheme")
        .asText();
  }
}
