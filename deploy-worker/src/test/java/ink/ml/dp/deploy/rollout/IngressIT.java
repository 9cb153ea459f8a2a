package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.release.IngressBackend;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.deploy.testing.Visitor;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.setting.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy makes of our objects, and when it is known to have learnt of a release. */
@Timeout(180)
final class IngressIT {
  private static final TestImages IMAGES =
      new TestImages(RealCluster.registryUrl(), RealCluster.hubUrl());

  /** Longer than any test: whoever only waits for time to pass does not come back. */
  private static final Map<String, String> ENDLESS_LAG = Map.of("INGRESS_LAG_MILLIS", "60000");

  private static final String NOBODY = "http://127.0.0.1:1";

  /** How an image's process ends; long enough to be seen on a busy machine. */
  private static final String LINGERS = "linger=20";

  private static FakeNeighbours neighbours;

  private final List<Identities> made = new ArrayList<>();
  private final Identities service = remember(Identities.fresh());

  @BeforeAll
  static void start() {
    neighbours = new FakeNeighbours();
  }

  @AfterAll
  static void stop() {
    neighbours.close();
  }

  @AfterEach
  void makeRoom() {
    try (Deployer deployer = deployer(Map.of())) {
      made.forEach(one -> deployer.run(one, 100, Operation.DELETE));
    }
  }

  /** {@code dp-a-b} and {@code x-web}, {@code dp-a-b-x} and {@code web}. */
  @Test
  void servicesWhoseNamesMeetInTheProxyKeepTheirPages() {
    Identities longer = remember(service.neighbour().named("x-" + service.name()));
    Identities shorter = remember(service.inProject(service.project() + "-x"));
    assertThat(longer.namespace() + "-" + longer.name())
        .isEqualTo(shorter.namespace() + "-" + shorter.name());
    try (Deployer deployer = deployer(Map.of())) {
      for (Identities one : List.of(longer, shorter)) {
        neighbours.environment(one.serviceId(), Map.of("GREETING", ""));
        String text = "text=page-of-" + one.name();
        assertThat(deployer.run(one, 1, IMAGES.server(one, text)).status()).isEqualTo("running");
      }
    }

    for (Identities one : List.of(longer, shorter)) {
      assertThat(Visitor.see(one)).isEqualTo("200 page-of-" + one.name());
    }
  }

  @Test
  void portNameIsOneThatKubernetesTakes() {
    String name = new IngressBackend(service.at(1)).portName();

    assertThat(name).hasSize(15).matches("p[0-9a-f]{14}");
    assertThat(new IngressBackend(service.neighbour().at(1)).portName()).isNotEqualTo(name);
  }

  @Test
  void apiKnowsTheReleasesPodsBeforeEarlierOnesHaveEnded() {
    try (Deployer deployer = deployer(ENDLESS_LAG)) {
      deployTwice(deployer, LINGERS);

      assertThat(runningReleases(deployer)).containsExactlyInAnyOrder("r1", "r2");
      for (int i = 0; i < 20; i++) {
        assertThat(Visitor.see(service)).isEqualTo("200 v2");
      }
      Set<String> pods = addresses(deployer, "r2");
      assertThat(api(RealCluster.ingressApiUrl()).asksOnly(service.at(2), pods)).isTrue();
      assertThat(api(RealCluster.ingressApiUrl()).asksOnly(service.at(2), Set.of("10.0.0.1")))
          .isFalse();
      assertThat(api(RealCluster.ingressApiUrl()).asksOnly(service.neighbour().at(2), pods))
          .isFalse();
      for (String noApi : List.of("", NOBODY)) {
        assertThat(api(noApi).asksOnly(service.at(2), pods)).isFalse();
      }
    }
  }

  @Test
  void withoutAnAnswerOfTheApiItsLagIsWaitedFor() {
    Map<String, String> settings = Map.of("INGRESS_API_URL", NOBODY, "INGRESS_LAG_MILLIS", "6000");
    try (Deployer deployer = deployer(settings)) {
      neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
      deployer.run(service, 1, IMAGES.server(service, "text=v1", LINGERS));
      Instant begun = Instant.now();

      deployer.run(service, 2, IMAGES.server(service, "text=v2"));

      assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void releaseThatIsKnownToAnswerAloneIsNotWaitedFor() throws InterruptedException {
    Map<String, String> settings =
        Map.of("INGRESS_API_URL", "", "INGRESS_LAG_MILLIS", ENDLESS_LAG.get("INGRESS_LAG_MILLIS"));
    try (Deployer deployer = deployer(settings)) {
      neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
      deployer.run(service, 1, IMAGES.server(service, "text=v1", LINGERS));
      deployer.parts.claims.claim(service.at(2), Operation.REDEPLOY);
      ReleaseRecord second =
          deployer.parts.releases.deploy(service.at(2), input(IMAGES.server(service, "text=v2")));

      Instant begun = Instant.now();
      RolloutFixture.rollouts(
              deployer.parts.cluster, deployer.parts.registry, deploySettings(settings))
          .await(
              service.at(2),
              second,
              true,
              begun,
              () -> deployer.parts.releases.show(service.at(2), second),
              step -> {});

      assertThat(runningReleases(deployer)).containsExactlyInAnyOrder("r1", "r2");
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(60));
    }
  }

  private void deployTwice(Deployer deployer, String ending) {
    neighbours.environment(service.serviceId(), Map.of("GREETING", ""));
    for (int sequence = 1; sequence <= 2; sequence++) {
      assertThat(
              deployer
                  .run(service, sequence, IMAGES.server(service, "text=v" + sequence, ending))
                  .status())
          .isEqualTo("running");
    }
  }

  private DeployInput input(BuiltImage image) {
    return new DeployInput(service.key(2), image, "c".repeat(40), "key-2", "v1", Deployer.SETTINGS);
  }

  private Set<String> runningReleases(Deployer deployer) {
    return pods(deployer).stream()
        .filter(PodState::isRunning)
        .map(pod -> pod.pod().path("metadata").path("labels").path("dp.ml.ink/release").asText())
        .collect(Collectors.toSet());
  }

  private Set<String> addresses(Deployer deployer, String release) {
    return pods(deployer).stream()
        .filter(pod -> pod.isOf(release))
        .map(PodState::address)
        .collect(Collectors.toSet());
  }

  private static IngressApi api(String url) {
    return new IngressApi(deploySettings(Map.of("INGRESS_API_URL", url)));
  }

  private List<PodState> pods(Deployer deployer) {
    return deployer
        .parts
        .cluster
        .list(Kind.POD, service.namespace(), "dp.ml.ink/service=" + service.name())
        .stream()
        .map(PodState::new)
        .toList();
  }

  private Identities remember(Identities one) {
    made.add(one);
    return one;
  }

  private static Deployer deployer(Map<String, String> more) {
    return new Deployer(RealCluster.client(), settings(more));
  }

  private static DeploySettings deploySettings(Map<String, String> more) {
    return DeploySettings.read(settings(more));
  }

  private static Settings settings(Map<String, String> more) {
    return RealCluster.settings(neighbours, more);
  }
}
