package ink.ml.dp.devstack.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Ports;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the table that kubectl prints. */
class DeployedServiceTest {
  private static final String TABLE =
      """
      Service\tweb\tr2\t\t\tdp-acme-default\t80\t2026-11-30T10:00:00Z\tacme
      Service\tweb\tr2\t\t\tdp-rival-default\t80\t2026-11-30T11:00:00Z\trival
      Service\tdb\tr1\t\t\tdp-acme-default\t5432\t2026-11-30T12:00:00Z\tacme
      Deployment\tweb\tr1\t1\t1\tdp-acme-default\t\t2026-11-30T10:00:01Z\tacme
      Deployment\tweb\tr2\t1\t1\tdp-acme-default\t\t2026-11-30T13:00:00Z\tacme
      Deployment\tweb\tr2\t1\t\tdp-rival-default\t\t2026-11-30T14:00:00Z\trival
      Ingress\tweb\t\t\t\tdp-acme-default\t\t2026-11-30T10:00:02Z\tacme
      cut
      """;

  @TempDir private Path root = Path.of("");

  @Test
  void tenantsAreApartAndAgesAreTheReleases() {
    Endpoints endpoints =
        new Endpoints(Ports.of(Instance.of(root).named("a")), "http", "localhost");
    String url = endpoints.serviceUrl("web");

    List<DeployedService> services = DeployedService.parse(TABLE, endpoints);

    assertThat(services)
        .containsExactly(
            new DeployedService("web", "acme", "running", "r2", "2026-11-30T13:00:00Z", url),
            new DeployedService(
                "web",
                "rival",
                "starting",
                "r2",
                "2026-11-30T14:00:00Z",
                "web.dp-rival-default.svc:80"),
            new DeployedService(
                "db",
                "acme",
                "starting",
                "r1",
                "2026-11-30T12:00:00Z",
                "db.dp-acme-default.svc:5432"));
    assertThat(new PlatformStatus("a", List.of(), services).of("rival").services())
        .singleElement()
        .isEqualTo(services.get(1));
  }
}
