package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.Client;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RegistryImage;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * Images as BuildKit really pushes them: with attestations, for several platforms, with a cache.
 */
class BuildKitIT {
  private static final String HOST = "registry:5000";
  private static final String REPOSITORY = "dp-a-b/web";
  private static final String CACHE = "cache/dp-a-b/web";

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @Test
  void theNewestOfEveryShapeStillPulls() throws Exception {
    try (Network network = Network.newNetwork();
        GenericContainer<?> server = registry(network);
        GenericContainer<?> buildkit =
            new GenericContainer<>(RegistryImage.image("buildkit"))
                .withNetwork(network)
                .withPrivilegedMode(true)
                .withExposedPorts(1234)
                .withCreateContainerCmdModifier(
                    c -> c.withVolumes(Volume.parse("/var/lib/buildkit")))
                .waitingFor(Wait.forListeningPort())) {
      Startables.deepStart(server, buildkit).join();
      URI api = URI.create("http://127.0.0.1:" + server.getMappedPort(5000) + "/");
      URI metrics = URI.create("http://127.0.0.1:" + server.getMappedPort(5001) + "/metrics");
      for (int i = 0; i < 5; i++) {
        build(buildkit, "t" + i, i);
      }
      Client client = new Client(api);
      Rig rig =
          new Rig(
              new StoreLayout(root),
              Retentions.cluster(List.of(REPOSITORY), List.of()),
              Retentions.keep(2, Duration.ZERO));
      rig.inRealTime = true;
      rig.registry = new HttpRegistry(api, Optional.of(metrics), Sleeper::real);
      assertThat(rig.verify().broken()).isEmpty();
      RunReport report = rig.run(true);
      assertThat(report.problem()).isEmpty();
      assertThat(report.alerts()).isEmpty();
      assertThat(report.figures().purgedBytes()).isPositive();
      assertThat(client.status(REPOSITORY, "t0")).isEqualTo(404);
      assertThat(client.status(REPOSITORY, "t2")).isEqualTo(404);
      assertThat(client.pull(REPOSITORY, "t3")).isEmpty();
      assertThat(client.pull(REPOSITORY, "t4")).isEmpty();
      assertThat(client.pull(CACHE, "latest")).isEmpty();
      build(buildkit, "t5", 5);
      assertThat(client.pull(REPOSITORY, "t5")).as("a build after the collection").isEmpty();
    }
  }

  /** In a container, where BuildKit can reach it; as who runs the test, who changes its files. */
  private GenericContainer<?> registry(Network network) throws IOException {
    Files.createDirectories(root.resolve("docker/registry/v2/blobs/sha256"));
    Files.createDirectories(root.resolve("docker/registry/v2/repositories"));
    String user = Files.getAttribute(root, "unix:uid") + ":" + Files.getAttribute(root, "unix:gid");
    return new GenericContainer<>(RegistryImage.image("registry"))
        .withNetwork(network)
        .withNetworkAliases("registry")
        .withExposedPorts(5000, 5001)
        .withCreateContainerCmdModifier(
            command -> {
              command.withUser(user);
              Objects.requireNonNull(command.getHostConfig())
                  .withBinds(Bind.parse(root.toAbsolutePath() + ":/var/lib/registry"));
            })
        .waitingFor(Wait.forHttp("/metrics").forPort(5001));
  }

  /** Plain, for two platforms, and with provenance, one after the other. */
  private static void build(GenericContainer<?> buildkit, String tag, int version)
      throws Exception {
    String dockerfile =
        "FROM scratch AS a\\nCOPY Dockerfile /a\\nFROM scratch\\nCOPY --from=a /a /a\\nCOPY version /v\\n";
    ExecResult prepared =
        buildkit.execInContainer(
            "/bin/sh",
            "-c",
            "mkdir -p /tmp/c && printf '"
                + dockerfile
                + "' > /tmp/c/Dockerfile && echo "
                + version
                + " > /tmp/c/version");
    assertThat(prepared.getExitCode()).as(prepared.getStderr()).isZero();
    List<String> command =
        new ArrayList<>(
            List.of(
                "buildctl",
                "--addr",
                "unix:///run/buildkit/buildkitd.sock",
                "build",
                "--frontend=dockerfile.v0",
                "--local=context=/tmp/c",
                "--local=dockerfile=/tmp/c",
                "--output=type=image,push=true,registry.insecure=true,name="
                    + HOST
                    + "/"
                    + REPOSITORY
                    + ":"
                    + tag,
                "--export-cache=type=registry,mode=max,image-manifest=true,registry.insecure=true,ref="
                    + HOST
                    + "/"
                    + CACHE
                    + ":latest"));
    switch (version % 3) {
      case 1 -> command.add("--opt=platform=linux/amd64,linux/arm64");
      case 2 -> command.add("--opt=attest:provenance=mode=max");
      default -> {}
    }
    ExecResult built = buildkit.execInContainer(command.toArray(String[]::new));
    assertThat(built.getExitCode()).as(built.getStderr()).isZero();
  }
}
