package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.run.Survey;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The registry's own garbage collection, on a copy from which our policy's tags were removed,
 * leaves the same blobs and manifests as we do, wherever none of its known faults is met.
 */
class OfficialCollectionIT {
  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  static LongStream seeds() {
    return LongStream.range(1000, 1000 + Long.getLong("gc.official", 5));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void leavesTheSame(long seed) throws IOException {
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    RandomStore store = new RandomStore(seed, ours, true);
    Rig rig = new Rig(store.writer().layout(), store.cluster(), Retentions.keep(2, Duration.ZERO));
    copy(ours, theirs);
    removeTags(rig.plan(), theirs);
    RegistryServer.collectOfficially(theirs);
    assertThat(rig.run(true).problem()).isEmpty();
    assertThat(content(ours)).isEqualTo(content(theirs));
  }

  private static void removeTags(Survey survey, Path root) {
    for (RepositoryPlan plan : survey.plan().repositories()) {
      for (Decision decision : plan.condemnedTags()) {
        Path tag =
            root.resolve(
                "docker/registry/v2/repositories/"
                    + plan.name()
                    + "/_manifests/tags/"
                    + decision.tag().name());
        ink.ml.dp.registrygc.disk.Trees.remove(new ink.ml.dp.registrygc.disk.RealDisk(), tag);
      }
    }
  }

  private static Set<String> content(Path root) {
    Set<String> content = new TreeSet<>(Tree.of(root).keySet());
    content.removeIf(file -> !file.startsWith("blobs/") && !file.contains("/revisions/"));
    return content;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
