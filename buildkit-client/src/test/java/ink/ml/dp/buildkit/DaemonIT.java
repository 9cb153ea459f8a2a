package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.testing.BuilderContainer;
import ink.ml.dp.buildkit.testing.ClientRig;
import ink.ml.dp.buildkit.testing.OwnBuilder;
import ink.ml.dp.buildkit.testing.TestAuthority;
import ink.ml.dp.buildkit.testing.TestServers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that die, that ask for certificates, and that must keep what builds do to themselves. */
@Timeout(300)
class DaemonIT {
  @TempDir private Path directory;

  @Test
  void survivesTheDaemonsDeath() {
    try (OwnBuilder builder = new OwnBuilder(Map.of());
        ClientRig rig = new ClientRig(directory, builder.config(Optional.empty()))) {
      rig.files(Map.of("Dockerfile", "FROM debian:12\nRUN echo asleep && sleep 600\n"));
      BuildFailedException failure =
          catchThrowableOfType(
              BuildFailedException.class,
              () ->
                  rig.client()
                      .solve(
                          rig.request().build(),
                          event -> {
                            if (event instanceof BuildEvent.LogLine line
                                && line.text().equals("asleep")) {
                              builder.container().kill();
                            }
                          },
                          CancellationSignal.never()));
      assertThat(failure.failure()).isInstanceOf(BuildFailure.DaemonLost.class);
      assertThat(
              catchThrowableOfType(BuildFailedException.class, () -> rig.client().check())
                  .failure())
          .isInstanceOf(BuildFailure.DaemonUnreachable.class);
      builder.container().start();
      awaitDaemon(rig.client());
      rig.files(Map.of("Dockerfile", "FROM debian:12\nRUN echo awake\n"));
      rig.build(rig.request().build(), CancellationSignal.never());
      assertThat(rig.lines()).contains("awake");
    }
  }

  private static void awaitDaemon(BuildKitClient client) {
    while (true) {
      try {
        client.check();
        return;
      } catch (BuildFailedException e) {
        assertThat(e.failure()).isInstanceOf(BuildFailure.DaemonUnreachable.class);
      }
    }
  }

  @Test
  void showsItsCertificateAndChecksTheDaemons() throws Exception {
    TestAuthority authority = new TestAuthority(directory);
    String ca = authority.certificate("ca");
    BuildKitTls.Identity identity =
        new BuildKitTls.Identity(authority.certificate("client"), authority.key("client"));
    Map<String, String> files =
        Map.of(
            "ca.pem", ca,
            "cert.pem", authority.certificate("server"),
            "key.pem", authority.key("server"));
    try (OwnBuilder builder = new OwnBuilder(files)) {
      try (ClientRig rig =
          new ClientRig(directory, config(builder, Optional.of(ca), Optional.of(identity)))) {
        assertThat(rig.client().check().getFirst().network()).isEqualTo("cni");
        rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n"));
        assertThat(rig.build("tls").digest()).isPresent();
      }
      assertRefused(config(builder, Optional.of(ca), Optional.empty()));
      assertRefused(config(builder, Optional.empty(), Optional.of(identity)));
      assertRefused(builder.config(Optional.empty()));
    }
  }

  private static BuildKitSettings config(
      OwnBuilder builder, Optional<String> ca, Optional<BuildKitTls.Identity> identity) {
    return builder.config(Optional.of(new BuildKitTls(ca, identity)));
  }

  private static void assertRefused(BuildKitSettings config) {
    try (BuildKitClient client = BuildKitClient.create(config)) {
      assertThat(catchThrowableOfType(BuildFailedException.class, client::check).failure())
          .isInstanceOf(BuildFailure.DaemonUnreachable.class);
    }
  }

  @Test
  void keepsStepsFromTheRegistryAndFromItself() throws IOException {
    String registry =
        BuilderContainer.publishing(TestServers.registry().api().getPort()).ipAddress() + "/5000";
    String builder = BuilderContainer.shared().ipAddress();
    String daemon = builder + "/1234";
    String reach = "timeout 3 bash -c \"</dev/tcp/%s\" 2>/dev/null && echo reached %s; true";
    // The daemon itself may reach the registry, and everybody outside of its fence may reach the
    // daemon.
    assertThat(BuilderContainer.shared().run(reach.formatted(registry, registry)))
        .contains("reached " + registry);
    new Socket(builder, 1234).close();
    try (ClientRig rig = new ClientRig(directory)) {
      String steps =
          "ARG CACHE=" + rig.app() + "\nRUN echo began; ip=$(hostname -I); gw=${ip%.*}.1; ";
      rig.files(
          Map.of(
              "Dockerfile",
              "FROM debian:12\n"
                  + steps
                  + reach.formatted(registry, "registry")
                  + "; "
                  + reach.formatted(daemon, "daemon")
                  + "; "
                  + reach.formatted("$gw/1234", "gateway")
                  + "\n"));
      rig.build(rig.request().build(), CancellationSignal.never());
      assertThat(rig.lines()).contains("began").noneMatch(line -> line.contains("reached"));
    }
  }

  @Test
  void sendsMoreThanFitsInMemory() throws Exception {
    try (ClientRig rig = new ClientRig(directory)) {
      rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY large /\n"));
      try (RandomAccessFile large =
          new RandomAccessFile(rig.context().resolve("large").toFile(), "rw")) {
        large.setLength(200L << 20);
      }
      Process small =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx48m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SmallHeapBuild.class.getName(),
                  TestServers.buildkit(),
                  rig.context().toString(),
                  directory.resolve("ledger").toString())
              .redirectErrorStream(true)
              .start();
      String said = output(small);
      assertThat(small.waitFor()).as(said).isZero();
      assertThat(said).contains("built");
    }
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
