package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.Oracle;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random stores against an oracle that shares no code with what it judges. */
@Execution(ExecutionMode.CONCURRENT)
class RandomStoresTest {
  @TempDir(factory = MemoryDirectories.class)
  Path root;

  static LongStream seeds() {
    // Behind the first ones: an unreadable index that names a manifest which its repository lacks.
    return LongStream.concat(
            LongStream.range(0, Long.getLong("gc.stores", 30)), LongStream.of(122, 150, 371))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void removesExactlyWhatShouldGo(long seed) throws IOException {
    RandomStore store = new RandomStore(seed, root);
    Rig rig = new Rig(store.writer().layout(), store.cluster(), store.settings());
    Map<String, String> before = Tree.of(root);
    Set<String> gone =
        new Oracle(store.writer().model(), store.cluster(), rig.retention, RandomStore.NOW).gone();
    Map<String, String> expected = new TreeMap<>(before);
    expected
        .keySet()
        .removeIf(
            file -> gone.contains(file) || gone.stream().anyMatch(g -> file.startsWith(g + "/")));
    int brokenBefore = rig.verify().broken().size();

    rig.plan();
    assertThat(Tree.difference(before, Tree.of(root))).as("a plan changes nothing").isEmpty();
    assertThat(Files.exists(root.resolve(".gc"))).isFalse();

    RunReport trashed = rig.run(false);
    assertThat(trashed.problem()).isEmpty();
    assertThat(Tree.difference(expected, Tree.of(root))).as("what stays").isEmpty();
    assertThat(rig.verify().broken().size()).isLessThanOrEqualTo(brokenBefore);
    assertThat(trashed.figures().restoredObjects()).isZero();

    if (trashed.trashedObjects() > 0) {
      rig.restore(trashed.run());
      assertThat(Tree.difference(before, Tree.of(root))).as("what a restore brings back").isEmpty();
      assertThat(Files.list(root.resolve(".gc/trash"))).isEmpty();
    }

    long bytes = Tree.bytes(root.resolve("docker"));
    RunReport purged = rig.run(true);
    assertThat(purged.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(Tree.difference(expected, Tree.of(root))).isEmpty();
    assertThat(purged.figures().purgedBytes())
        .isEqualTo(bytes - Tree.bytes(root.resolve("docker")));
    assertThat(purged.figures().purgedBytes()).isEqualTo(trashed.figures().trashedBytes());

    RunReport again = rig.run(true);
    assertThat(again.trashedObjects()).as("a second run finds nothing").isZero();
    assertThat(Tree.difference(expected, Tree.of(root))).isEmpty();
  }
}
