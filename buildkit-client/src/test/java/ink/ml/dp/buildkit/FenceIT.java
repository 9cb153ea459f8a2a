package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.testing.OwnBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A daemon is given builds only while its fence holds on both sides. */
class FenceIT {
  private static final String SAVED = "/tmp/fence.nft";
  private static final FenceProbe PROBE = FenceProbe.of("docker.io/library/caddy:2");

  private static OwnBuilder builder;

  @BeforeAll
  static void start() {
    builder = new OwnBuilder(Map.of());
    // Docker Hub itself is asked for what its mirror does not have, and may be far away.
    builder
        .container()
        .run(
            "nft list table inet dp_build >"
                + SAVED
                + "; echo 127.0.0.1 registry-1.docker.io >>/etc/hosts");
  }

  @AfterAll
  static void stop() {
    builder.close();
  }

  @Test
  void takesADaemonBehindItsFence() {
    try (BuildKitClient client = client(PROBE)) {
      assertThat(client.check()).hasSize(1);
      build(client);
    }
  }

  @Test
  void givesNoBuildToADaemonThatFetchesFromInside() {
    broken(
        "nft flush chain inet dp_build output",
        () -> assertThat(refused().reason()).startsWith("ADD reaches "));
  }

  @Test
  void givesNoBuildToADaemonWhoseStepsReachInside() {
    broken(
        "nft flush chain inet dp_build forward; nft flush chain inet dp_build input",
        () -> assertThat(refused().reason()).startsWith("build steps reach "));
  }

  @Test
  void asksAgainWhenWhatWasShownIsOld() {
    try (BuildKitClient client =
        client(new FenceProbe(PROBE.image(), PROBE.addresses(), Duration.ZERO))) {
      build(client);
      broken("nft delete table inet dp_build", () -> refused(client));
    }
  }

  @Test
  void sendsNoBuildWhereTheFenceCannotBeTried() {
    try (BuildKitClient client =
        client(new FenceProbe("docker.io/library/none:1", PROBE.addresses(), Duration.ZERO))) {
      assertThat(
              catchThrowableOfType(BuildFailedException.class, () -> build(client))
                  .failure()
                  .reason())
          .startsWith("it could not show its fence: ");
    }
  }

  @Test
  void needsNoRegistryOnceTheDaemonHasTheImage() {
    try (BuildKitClient client = client(PROBE)) {
      client.check();
      broken(
          "nft insert rule inet dp_build output tcp dport 5020 reject with tcp reset",
          () -> {
            assertThat(client.check()).hasSize(1);
            // Who has not seen the digest yet cannot do without.
            assertThat(refusedBecause(client(PROBE))).startsWith("it could not show its fence: ");
          });
    }
  }

  private static String refusedBecause(BuildKitClient client) {
    try (client) {
      return catchThrowableOfType(BuildFailedException.class, client::check).failure().reason();
    }
  }

  private static void broken(String how, Runnable test) {
    builder.container().run(how);
    try {
      test.run();
    } finally {
      builder.container().run("nft delete table inet dp_build; nft -f " + SAVED);
    }
  }

  private static BuildFailure refused() {
    try (BuildKitClient client = client(PROBE)) {
      return refused(client);
    }
  }

  private static BuildFailure refused(BuildKitClient client) {
    BuildFailure failure =
        catchThrowableOfType(BuildFailedException.class, () -> build(client)).failure();
    assertThat(failure).isInstanceOf(BuildFailure.DaemonMisconfigured.class);
    return failure;
  }

  private static void build(BuildKitClient client) {
    client.solve(
        BuildRequest.builder("fence", Frontend.dockerfile("Dockerfile"))
            .context(
                new LocalSource.Files(
                    Map.of(
                        "Dockerfile",
                        "FROM scratch\nCOPY Dockerfile /\n".getBytes(StandardCharsets.UTF_8))))
            .build(),
        BuildListener.ignore(),
        CancellationSignal.never());
  }

  private static BuildKitClient client(FenceProbe probe) {
    return BuildKitClient.create(builder.config(Optional.empty()).withFence(probe));
  }
}
