package ink.ml.dp.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.RuntimeSpec;
import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeploySettingsTest {
  @Test
  void defaults() {
    assertThat(TestSettings.deploy(Map.of("APPS_DOMAIN", "example.org")))
        .isEqualTo(
            new DeploySettings(
                "example.org",
                "https",
                Optional.empty(),
                URI.create("https://traefik.dp-ingress"),
                Optional.empty(),
                "traefik",
                "dp-claims",
                DeploySettings.RESERVED,
                Duration.ofDays(7),
                Duration.ofSeconds(120),
                Duration.ofMillis(2500),
                Duration.ofSeconds(15),
                List.of(),
                new CpuQuantity(4000),
                new MemoryQuantity(4L << 30),
                Optional.empty()));
  }

  @Test
  void everythingCanBeSet() {
    DeploySettings settings =
        TestSettings.deploy(
            Map.of(
                "APPS_DOMAIN", "localhost",
                "APPS_SCHEME", "http",
                "APPS_PORT", "8080",
                "INGRESS_URL", "http://127.0.0.1:8080/",
                "INGRESS_CLASS", "other",
                "CLAIMS_NAMESPACE", "claims",
                "RESERVED_NAMES", " special,, other ",
                "NAME_KEPT_DAYS", "30",
                "ROLLOUT_LIMIT_SECONDS", "60",
                "DENIED_RANGES", "203.0.113.7/32, 198.51.100.0/24"));

    assertThat(settings.url(new ServiceName("web"))).isEqualTo("http://web.localhost:8080");
    assertThat(settings.appsPort()).contains(new Port(8080));
    assertThat(settings.ingress()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(settings.ingressClass()).isEqualTo("other");
    assertThat(settings.claimsNamespace()).isEqualTo("claims");
    assertThat(settings.reservedNames())
        .containsAll(DeploySettings.RESERVED)
        .contains("special", "other")
        .hasSize(DeploySettings.RESERVED.size() + 2);
    assertThat(settings.nameKept()).isEqualTo(Duration.ofDays(30));
    assertThat(settings.rolloutLimit()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.deniedRanges())
        .containsExactly(new Cidr("203.0.113.7/32"), new Cidr("198.51.100.0/24"));
  }

  @Test
  void internalServicesHaveTheirProjectsAddress() {
    RequestScope service = new Identities("svc", "acme", "shop", "db").at(1);
    RuntimeSettings settings = RuntimeSettings.builder().port(5432).expose("internal").build();
    DeploySettings deploy = TestSettings.deploy(Map.of("APPS_DOMAIN", "localhost"));

    assertThat(deploy.url(service, RuntimeSpec.parse(settings.but().protocol("tcp").build())))
        .isEqualTo("tcp://db.dp-acme-shop.svc:5432");
    assertThat(deploy.url(service, RuntimeSpec.parse(settings)))
        .isEqualTo("http://db.dp-acme-shop.svc:5432");
    assertThat(deploy.url(service, RuntimeSpec.parse(RuntimeSettings.DEFAULT)))
        .isEqualTo("https://db.localhost");
  }

  @Test
  void ingressApi() {
    assertThat(
            TestSettings.deploy(Map.of("INGRESS_API_URL", "http://traefik-api.dp-ingress:8080/"))
                .ingressApi())
        .contains(URI.create("http://traefik-api.dp-ingress:8080"));
  }

  @Test
  void ingressLag() {
    assertThat(
            TestSettings.deploy(Map.of("APPS_DOMAIN", "example.org", "INGRESS_LAG_MILLIS", "300"))
                .ingressLag())
        .isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void workerRole() {
    assertThat(
            TestSettings.deploy(Map.of("WORKER_ROLE", "dp-tenant=dp-system/deploy-worker")).role())
        .contains(new WorkerRole("dp-tenant", "dp-system", "deploy-worker"));
  }

  @ParameterizedTest
  @CsvSource({
    "APPS_DOMAIN,not a domain",
    "APPS_SCHEME,ftp",
    "APPS_PORT,0",
    "INGRESS_URL,ftp://host",
    "NAME_KEPT_DAYS,0",
    "ROLLOUT_LIMIT_SECONDS,121",
    "SOAK_SECONDS,301",
    "DENIED_RANGES,10.0.0.256/8",
    "WORKER_ROLE,just-a-role"
  })
  void badOneIsNamed(String name, String value) {
    assertThatThrownBy(() -> TestSettings.deploy(Map.of(name, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(name + " ");
  }

  @Test
  void domainIsNeeded() {
    assertThatThrownBy(() -> DeploySettings.read(new Settings(name -> null)))
        .isInstanceOf(SettingException.class)
        .hasMessage("APPS_DOMAIN is not set");
  }
}
