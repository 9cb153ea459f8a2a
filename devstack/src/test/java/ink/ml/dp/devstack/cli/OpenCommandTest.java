package ink.ml.dp.devstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.devstack.client.RefusedException;
import ink.ml.dp.devstack.client.TenantChoice;
import ink.ml.dp.devstack.platform.DeployedService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenCommandTest {
  private static final List<DeployedService> SERVICES =
      List.of(
          service("db", "acme", "db.dp-acme-default.svc:5432"),
          service("web", "acme", "http://web.localhost:8080"));

  private static DeployedService service(String name, String tenant, String url) {
    return new DeployedService(name, tenant, "running", "r1", "2026-11-30T18:05:09Z", url);
  }

  private static String url(String name, Optional<String> tenant) {
    return OpenCommand.url(new TenantChoice(name, tenant), SERVICES);
  }

  @Test
  void aServiceIsFoundWithAndWithoutItsTenant() {
    assertThat(url("web", Optional.empty())).isEqualTo("http://web.localhost:8080");
    assertThat(url("web", Optional.of("acme"))).isEqualTo("http://web.localhost:8080");
    assertThatThrownBy(() -> url("web", Optional.of("rival")))
        .hasMessage("there is no service named web of the tenant rival");
  }

  @Test
  void whatNoBrowserReachesIsRefused() {
    assertThatThrownBy(() -> url("db", Optional.empty()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.next()).startsWith("./dev logs db "))
        .hasMessage("only services of its own project reach db, at db.dp-acme-default.svc:5432");
  }
}
