package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.buildkit.testing.OwnBuilder;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ImageRepository;
import ink.ml.dp.model.name.RegistryHost;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A tenant fills the builder's disk by many builds of several services, each of which is small, and
 * a neighbour builds beside it.
 */
class TenantDiskIT {
  private static final int DISK_MIB = 600;
  private static final int BUILDS = 4;
  private static final RegistryHost HOST = new RegistryHost("registry:5000");

  /** Goes on where there is no room for all of it, and so leaves none. */
  private static final String FILL = "RUN head -c 120M /dev/zero > /%s || true\n";

  private static final String NEIGHBOUR = "RUN head -c 20M /dev/zero > /mine\n";

  @Test
  void aTenantIsStoppedByItsOwnShareAndItsNeighbourBuilds() throws IOException {
    try (OwnBuilder builder = builder("200");
        BuildKitClient client = client(builder)) {
      List<FailureCode> attackers = fill(client);
      assertThat(attackers).hasSizeGreaterThan(1).containsOnly(FailureCode.BUILD_DISK_EXCEEDED);
      TwoDaemons.solve(client, TwoDaemons.DEBIAN + NEIGHBOUR, "victim/x/web", of("victim/x/web"));
    }
  }

  @Test
  void withoutSharesTheNeighbourFailsAndIsNotBlamed() throws IOException {
    try (OwnBuilder builder = builder("100000");
        BuildKitClient client = client(builder)) {
      fill(client);
      BuildFailedException failed =
          catchThrowableOfType(
              BuildFailedException.class,
              () ->
                  TwoDaemons.solve(
                      client, TwoDaemons.DEBIAN + NEIGHBOUR, "victim/x/web", of("victim/x/web")));
      assertThat(failed.failure()).isInstanceOf(BuildFailure.DiskFull.class);
      assertThat(BuildFailures.code(failed.failure())).isEqualTo(FailureCode.BUILD_DISK_FULL);
    }
  }

  /** Gives what the builds that failed failed with. */
  private static List<FailureCode> fill(BuildKitClient client) {
    List<FailureCode> failed = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      String app = "attacker/project-%d/web".formatted(i);
      try {
        TwoDaemons.solve(client, TwoDaemons.DEBIAN + FILL.formatted("f" + i), app, of(app));
      } catch (BuildFailedException e) {
        failed.add(BuildFailures.code(e.failure()));
      }
    }
    return failed;
  }

  private static TenantIsolation of(String app) {
    ServiceImages images =
        new ServiceImages(
            new ImageRepository(HOST, "dp-a/web"), new ImageRepository(HOST, "cache/dp-a/web"));
    return ServiceIsolation.of(HOST).of(app, images, Optional.empty(), List.of(), false);
  }

  private static OwnBuilder builder(String share) throws IOException {
    String configuration =
        Files.readString(TestPlatform.root().resolve("k8s/buildkitd/buildkitd.toml"))
            // What a build has left would go a second after it, on so small a disk.
            .replace("gc = true", "gc = false");
    return OwnBuilder.small(
        DISK_MIB,
        Map.of("/usr/local/lib/dp-buildkitd/buildkitd.toml", configuration),
        Map.of("TENANT_DISK_MIB", share));
  }

  private static BuildKitClient client(OwnBuilder builder) {
    return BuildKitClient.create(builder.config(Optional.empty()));
  }
}
