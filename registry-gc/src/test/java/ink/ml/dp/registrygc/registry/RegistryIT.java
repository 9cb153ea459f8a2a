package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.Client;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.Tree;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run beside the registry that serves the store. */
class RegistryIT {
  private static final String REPOSITORY = "dp-a-b/web";
  static final SweepSettings SWEEP =
      new SweepSettings(
          Duration.ofSeconds(10),
          List.of(Duration.ZERO, Duration.ofMillis(50)),
          Duration.ofHours(20),
          Duration.ZERO,
          0,
          8,
          0);

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @Test
  void whatGoesIsGoneForTheRegistryAndComesBack() {
    try (RegistryServer server = new RegistryServer(root)) {
      Client client = new Client(server.api());
      push(client, 4);
      Rig rig = rig(server.api(), server.metrics());
      RunReport report = rig.run(false);
      assertThat(report.problem()).isEmpty();
      assertThat(client.status(REPOSITORY, "t0")).isEqualTo(404);
      assertThat(client.status(REPOSITORY, "t1")).isEqualTo(404);
      assertThat(client.pull(REPOSITORY, "t2")).isEmpty();
      assertThat(client.pull(REPOSITORY, "t3")).isEmpty();
      assertThat(root.resolve("docker/registry/v2/repositories/dp-system")).doesNotExist();

      rig.restore(report.run());
      for (int i = 0; i < 4; i++) {
        assertThat(client.pull(REPOSITORY, "t" + i)).isEmpty();
      }
      assertThat(rig.run(true).figures().purgedBytes()).isPositive();
      client.push(REPOSITORY, "t0", List.of("shared", "layer 0"));
      assertThat(client.pull(REPOSITORY, "t0")).as("what was purged can be pushed again").isEmpty();
    }
  }

  @Test
  void aRegistryThatRemembersBlobsIsRefused() {
    try (RegistryServer server = new RegistryServer(root, RegistryServer.REMEMBERS)) {
      push(new Client(server.api()), 4);
      Map<String, String> before = Tree.of(root);
      RunReport report = rig(server.api(), server.metrics()).run(true);
      assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.problem()).contains("cache must be off");
      assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
    }
  }

  @Test
  void aRegistryOfAnotherVolumeIsRefused(@TempDir(factory = MemoryDirectories.class) Path other) {
    try (RegistryServer server = new RegistryServer(root);
        RegistryServer elsewhere = new RegistryServer(other)) {
      push(new Client(server.api()), 4);
      Map<String, String> before = Tree.of(root);
      RunReport report = rig(elsewhere.api(), Optional.empty()).run(true);
      assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(report.problem()).contains("did not appear below");
      assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
    }
  }

  @Test
  void aRegistryThatDoesNotAnswerIsRefused() {
    try (RegistryServer server = new RegistryServer(root)) {
      push(new Client(server.api()), 4);
    }
    Map<String, String> before = Tree.of(root);
    RunReport report = rig(URI.create("http://127.0.0.1:1/"), Optional.empty()).run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.problem()).contains("does not answer");
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  @Test
  void aRegistryThatAnswersNobodyWithoutATokenIsGivenOne(
      @TempDir(factory = MemoryDirectories.class) Path keys) throws Exception {
    try (RegistryServer server = new RegistryServer(root)) {
      push(new Client(server.api()), 4);
    }
    RegistryKeys signers = new RegistryKeys(keys.resolve("signers")).ensure();
    try (RegistryServer server = RegistryServer.askingForTokens(root, signers);
        RegistryServer reader = new RegistryServer(root, RegistryServer.ONLY_READS);
        RegistryServer cached =
            new RegistryServer(
                root,
                Map.of(
                    "REGISTRY_STORAGE_MAINTENANCE_READONLY", "{\"enabled\":true}",
                    "REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR", "inmemory"));
        RegistryServer elsewhere = new RegistryServer(keys)) {
      RunReport without = rig(server.api(), server.metrics()).run(false);
      assertThat(without.figures().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(without.problem()).contains("the registry answered 401");

      RegistryTokens tokens =
          RegistryTokens.signedWith(signers.key(RegistryKeys.COLLECTOR), Clock.systemUTC());
      assertThat(rig(server, cached, tokens).run(false).problem())
          .contains("remembers blobs that are gone: its descriptor cache must be off");
      assertThat(rig(server, elsewhere, tokens).run(false).problem()).contains("cannot be pulled");

      RunReport with = rig(server, reader, tokens).run(false);
      assertThat(with.problem()).isEmpty();
      assertThat(with.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    }
  }

  private static void push(Client client, int images) {
    for (int i = 0; i < images; i++) {
      client.push(REPOSITORY, "t" + i, List.of("shared", "layer " + i));
    }
  }

  /** The first row of the documents' races. */
  @Test
  void aPushThatWasToldOfABlobThatThenGoesFailsAndCanBeRepeated() {
    try (RegistryServer server = new RegistryServer(root)) {
      Client client = new Client(server.api());
      push(client, 4);
      String known = client.upload(REPOSITORY, "layer 0");
      RunReport report = rig(server.api(), server.metrics()).run(true);
      assertThat(report.problem()).isEmpty();
      String manifest =
          """
          {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
           "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":7},
           "layers":[]}"""
              .formatted(known);
      assertThat(client.put(REPOSITORY, manifest)).as("not taken, so not hollow").isEmpty();
      client.upload(REPOSITORY, "layer 0");
      assertThat(client.pull(REPOSITORY, client.put(REPOSITORY, manifest))).isEmpty();
    }
  }

  private Rig rig(URI api, Optional<URI> metrics) {
    return rig(new HttpRegistry(api, metrics, Sleeper::real));
  }

  private Rig rig(RegistryServer server, RegistryServer reader, RegistryTokens tokens) {
    return rig(
        new HttpRegistry(
            server.api(), Optional.of(reader.api()), server.metrics(), Sleeper::real, tokens));
  }

  private Rig rig(HttpRegistry registry) {
    Rig rig =
        new Rig(
            new StoreLayout(root),
            Retentions.cluster(List.of(REPOSITORY), List.of()),
            Retentions.keep(2, Duration.ZERO));
    rig.inRealTime = true;
    rig.sweep = SWEEP;
    rig.registry = registry;
    return rig;
  }
}
