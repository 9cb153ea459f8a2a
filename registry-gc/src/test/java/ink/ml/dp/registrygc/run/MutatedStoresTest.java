package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.testing.DiskPuller;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A store of which one file or directory is no longer what it was: whatever can still be pulled and
 * is in use can be pulled after two collections.
 */
@Execution(ExecutionMode.CONCURRENT)
class MutatedStoresTest {
  private static final List<String> REPOSITORIES =
      List.of("dp-a-b/web", "dp-a-b/api", "cache/dp-a-b/web", "dp-c-d/web");

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  private final List<ImageUse> uses = new ArrayList<>();

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("gc.mutations", 300));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsInUseAndPullsStillPulls(long seed) throws IOException {
    Random random = new Random(seed);
    Path root = directory.resolve("store");
    StoreWriter writer = new StoreWriter(root);
    write(writer, random);
    String mutation = mutate(root, random);
    DiskPuller puller = new DiskPuller(root);
    List<ImageUse> before =
        uses.stream().filter(use -> puller.pulls(use.repository(), reference(use))).toList();
    Rig rig =
        new Rig(
            writer.layout(),
            Retentions.cluster(
                REPOSITORIES.stream().filter(r -> !r.startsWith("c")).toList(), uses),
            Retentions.keep(random.nextInt(3), Duration.ofHours(1)));
    for (int night = 0; night < 2; night++) {
      RunReport report = rig.run(true, random.nextBoolean());
      assertThat(report.figures().outcome())
          .as("seed %d, %s: %s", seed, mutation, report.problem())
          .isIn(Outcome.SUCCESS, Outcome.REFUSED);
      assertThat(before)
          .as("seed %d, %s", seed, mutation)
          .allMatch(use -> puller.pulls(use.repository(), reference(use)));
    }
  }

  private void write(StoreWriter writer, Random random) {
    List<String> shared = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shared.add(writer.blob("shared " + i, age(random)));
    }
    for (String repository : REPOSITORIES) {
      List<String> images = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Instant at = age(random);
        String name = repository + " " + i;
        String config = writer.blob("{\"image\":\"" + name + "\"}", at);
        List<String> layers = List.of(shared.get(random.nextInt(4)), writer.blob(name, at));
        String image = writer.image(repository, config, layers, Optional.empty(), at);
        images.add(image);
        if (i == 3) {
          image = writer.index(repository, List.of(images.get(0), image), at);
        }
        if (random.nextInt(5) > 0) {
          writer.tag(repository, "t" + i, image, at);
        }
        Optional<String> tag = Optional.of("t" + i);
        switch (random.nextInt(4)) {
          case 0 -> uses.add(new ImageUse(repository, tag, Optional.empty(), "Pod x"));
          case 1 ->
              uses.add(new ImageUse(repository, Optional.empty(), Optional.of(image), "Pod y"));
          default -> {}
        }
      }
    }
  }

  /** Makes one thing something else; says what. */
  private String mutate(Path root, Random random) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root.resolve("docker/registry/v2"))) {
      all = walk.skip(1).sorted().toList();
    }
    Path path = all.get(random.nextInt(all.size()));
    Path other = all.get(random.nextInt(all.size()));
    Path aside = directory.resolve("aside");
    int kind = random.nextInt(8);
    if (kind == 7 && Files.isRegularFile(path)) {
      Files.write(path, garbage(random, (int) Files.size(path)));
      return "other bytes in " + path;
    }
    Files.move(path, aside);
    switch (kind) {
      case 0 -> Files.write(path, garbage(random, 71));
      case 1 -> Files.createDirectory(path);
      case 2 -> Files.createSymbolicLink(path, aside);
      case 3 -> Files.createSymbolicLink(path, path.resolveSibling("nowhere"));
      case 4 -> Files.createSymbolicLink(path, other);
      case 5 -> Files.write(path, new byte[0]);
      default -> {}
    }
    if (kind != 2) {
      remove(aside);
    }
    return kind + " for " + path + " (" + other + ")";
  }

  private static byte[] garbage(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return random.nextBoolean()
        ? bytes
        : ("sha256:" + "0".repeat(Math.max(0, size - 7))).getBytes(StandardCharsets.US_ASCII);
  }

  private static void remove(Path tree) throws IOException {
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static Instant age(Random random) {
    return RandomStore.NOW.minusSeconds(86_400L * 3 + random.nextInt(86_400 * 20));
  }

  private static String reference(ImageUse use) {
    return use.digest().orElseGet(() -> use.tag().orElseThrow());
  }
}
