package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.Client;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.NamesAsWritten;
import ink.ml.dp.registrygc.testing.RandomManifest;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.WeakenedCollector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever manifest the registry takes and serves, and a pod uses, is whole after a collection:
 * {@code -Dgc.manifests} of them, from {@code -Dgc.seed} on.
 */
class MutatedManifestsIT {
  private static final int COUNT = Integer.getInteger("gc.manifests", 300);
  private static final long SEED = Long.getLong("gc.seed", 0);

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @TempDir(factory = MemoryDirectories.class)
  Path aside;

  /**
   * What the registry took.
   *
   * @param named what its readers may come to
   * @param unused a blob of an image beside it, whose tag is older than those that are kept
   */
  private record Taken(
      long seed, String repository, String digest, String text, Set<String> named, String unused) {}

  @Test
  void whatTheRegistryTakesAndAPodUsesStaysWhole() throws Exception {
    try (RegistryServer server = new RegistryServer(root)) {
      Client client = new Client(server.api());
      List<Taken> taken = push(client);
      // Most of them, since of what is refused nothing can be shown; not all, or they are too tame.
      assertThat(taken).hasSizeBetween(COUNT / 2, COUNT - COUNT / 30);
      System.out.println("the registry took " + taken.size() + " of " + COUNT + " manifests");
      List<String> lost = lost(taken);
      System.out.println("read as they are written, " + lost.size() + " of their blobs were lost");
      assertThat(lost).isNotEmpty();

      RunReport report = rig(server, taken).run(true);
      assertThat(report.problem()).isEmpty();
      for (Taken each : taken) {
        assertThat(client.status(each.repository(), each.digest()))
            .as("seed %d: %s", each.seed(), each.text())
            .isEqualTo(200);
        assertThat(each.named())
            .as("seed %d: %s", each.seed(), each.text())
            .allMatch(digest -> serves(client, each.repository(), digest));
      }
      // Not by keeping everything.
      assertThat(taken)
          .filteredOn(each -> !client.hasBlob(each.repository(), each.unused()))
          .hasSizeGreaterThan(taken.size() * 3 / 4);
    }
  }

  /** What a collector loses on a copy of the store that reads field names as they are written. */
  private List<String> lost(List<Taken> taken) throws Exception {
    Path copy = aside.resolve("store");
    Process process = new ProcessBuilder("cp", "-a", root.toString(), copy.toString()).start();
    assertThat(process.waitFor()).isZero();
    Path roots = Files.writeString(aside.resolve("roots.json"), roots(taken));
    int code =
        new WeakenedCollector("ink.ml.dp.registrygc.store.GoNames", "fold", NamesAsWritten.class)
            .execute(
                "run",
                "--purge-now",
                "--force",
                "--registry-stopped",
                "--root=" + copy,
                "--roots-file=" + roots,
                "--settle=0s",
                "--reconcile=0s",
                "--min-age=0s",
                "--busy-window=0s",
                "--untrusted-window=0s",
                "--keep=1");
    assertThat(code).isZero();
    StoreLayout layout = new StoreLayout(copy);
    return taken.stream()
        .flatMap(each -> each.named().stream())
        .filter(digest -> Files.notExists(layout.blob(Digest.parse(digest).orElseThrow())))
        .toList();
  }

  private static String roots(List<Taken> taken) {
    String services =
        taken.stream()
            .map(each -> each.repository().split("/"))
            .map(parts -> "{\"namespace\":\"%s\",\"service\":\"%s\"}".formatted(parts[0], parts[1]))
            .collect(Collectors.joining(","));
    String uses =
        taken.stream()
            .map(
                each ->
                    "{\"repository\":\"%s\",\"digest\":\"%s\",\"user\":\"Pod %d\"}"
                        .formatted(each.repository(), each.digest(), each.seed()))
            .collect(Collectors.joining(","));
    return "{\"identity\":\"test\",\"namespaces\":[\"dp-a-b\"],\"services\":[%s],\"uses\":[%s]}"
        .formatted(services, uses);
  }

  private static boolean serves(Client client, String repository, String digest) {
    return client.hasBlob(repository, digest) || client.status(repository, digest) == 200;
  }

  private static List<Taken> push(Client client) throws Exception {
    List<Future<Optional<Taken>>> pushes = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (long seed = SEED; seed < SEED + COUNT; seed++) {
        long own = seed;
        pushes.add(pool.submit(() -> push(client, own)));
      }
      List<Taken> taken = new ArrayList<>();
      for (Future<Optional<Taken>> push : pushes) {
        push.get().ifPresent(taken::add);
      }
      return taken;
    }
  }

  private static Optional<Taken> push(Client client, long seed) {
    Random random = new Random(seed);
    String repository = "dp-a-b/m" + seed;
    List<String> blobs =
        Stream.of("config", "one", "two", "three")
            .map(name -> client.upload(repository, name + " of " + seed))
            .toList();
    String unused = client.upload(repository, "old " + seed);
    client.push(repository, "old", List.of("old " + seed));
    client.push(repository, "new", List.of("new " + seed));
    boolean index = random.nextInt(4) == 0;
    List<String> parts =
        index
            ? List.of(
                client.push(repository, "part", List.of("part of " + seed)),
                client.push(repository, "other", List.of("other part of " + seed)))
            : blobs;
    RandomManifest manifest = new RandomManifest(random, parts, index);
    String digest = client.put(repository, manifest.text(), manifest.type());
    return digest.isEmpty() || client.status(repository, digest) != 200
        ? Optional.empty()
        : Optional.of(
            new Taken(seed, repository, digest, manifest.text(), manifest.named(), unused));
  }

  private Rig rig(RegistryServer server, List<Taken> taken) {
    Rig rig =
        new Rig(
            new StoreLayout(root),
            Retentions.cluster(
                taken.stream().map(Taken::repository).toList(),
                taken.stream()
                    .map(
                        each ->
                            new ImageUse(
                                each.repository(),
                                Optional.empty(),
                                Optional.of(each.digest()),
                                "Pod " + each.seed()))
                    .toList()),
            Retentions.keep(1, Duration.ZERO));
    rig.inRealTime = true;
    rig.sweep = RegistryIT.SWEEP;
    rig.registry =
        new HttpRegistry(server.api(), server.metrics(), ink.ml.dp.registrygc.guard.Sleeper::real);
    return rig;
  }
}
