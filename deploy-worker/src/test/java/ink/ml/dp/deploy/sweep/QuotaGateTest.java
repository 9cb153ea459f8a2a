package ink.ml.dp.deploy.sweep;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.release.ReleaseFixture;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let into a project's quota, and whose room is given back for it. */
final class QuotaGateTest {
  private final FakeApiServer server = new FakeApiServer();
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private final ReleaseFixture fixture =
      ReleaseFixture.against(server, neighbours, Map.of("PROJECT_CPU", "64"));
  private final Set<String> running = new HashSet<>();
  private final Identities service = Identities.fresh();
  private final Identities other = service.neighbour();
  private final QuotaGate gate =
      new QuotaGate(
          fixture.quota, fixture.claims, fixture.releases, id -> running.contains(id.value()));

  @AfterEach
  void close() {
    server.close();
    neighbours.close();
  }

  @Test
  void roomIsKeptForARequestThatRunsAndForNoOther() {
    fixture.claims.claim(service.at(1), Operation.CREATE);
    gate.admit(service.at(1), asking("64"));
    fixture.claims.claim(other.at(1), Operation.CREATE);
    running.add(service.serviceId());
    assertThatThrownBy(() -> gate.admit(other.at(1), asking("1")))
        .hasMessageContaining("64 of 64 are used by " + service.name() + " (64)");

    // Its build has failed, and nothing said so.
    running.clear();

    assertThatCode(() -> gate.admit(other.at(1), asking("1"))).doesNotThrowAnyException();
  }

  @Test
  void whatServesIsCountedAlsoWhenALaterRequestHasFailed() {
    fixture.run(service, 1);
    gate.settle(service.at(1));
    fixture.claims.claim(service.at(2), Operation.REDEPLOY);
    gate.admit(service.at(2), asking("1"));
    fixture.claims.claim(other.at(1), Operation.CREATE);

    assertThatThrownBy(() -> gate.admit(other.at(1), asking("1")))
        .hasMessageContaining("64 of 64 are used by " + service.name() + " (64)");
  }

  @Test
  void aDeletedServiceIsNotCounted() {
    fixture.run(service, 1);
    gate.settle(service.at(1));
    fixture.releases.delete(service.at(2));
    fixture.claims.claim(other.at(1), Operation.CREATE);

    assertThatCode(() -> gate.admit(other.at(1), asking("64"))).doesNotThrowAnyException();
  }

  private static RuntimeSpec asking(String cpu) {
    return RuntimeSpec.parse(RuntimeSettings.builder().cpu(cpu).memory("16Mi").build());
  }
}
