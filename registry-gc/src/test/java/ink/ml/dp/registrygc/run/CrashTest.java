package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.testing.FaultyDisk;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.Oracle;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process may die, or the disk fill, at any step: nothing that is kept is ever lost. */
class CrashTest {
  private static final long SEED = 3;

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  private final Map<String, String> before = new TreeMap<>();
  private final Map<String, String> expected = new TreeMap<>();

  @Test
  void aCrashAtAnyStepTwiceLosesNothing() throws IOException {
    long steps = stepsOfARun(true);
    assertThat(steps).isGreaterThan(20);
    for (long step = 0; step < steps; step++) {
      Store store = new Store(directory.resolve("crash" + step));
      store.crash(step, true);
      store.crash(step / 2, true);
      store.requireNothingKeptIsLost("after crashes at step " + step);
      assertThat(store.rig().run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
      assertThat(Tree.difference(expected, store.tree())).as("step " + step).isEmpty();
    }
  }

  @Test
  void aRunThatCrashedIsUndoneByTheNext() throws IOException {
    Store store = new Store(directory.resolve("undone"));
    store.crash(stepsOfARun(false) - 3, false);
    assertThat(Tree.difference(before, store.tree())).isNotEmpty();
    Rig rig = store.rig();
    rig.roots =
        () -> {
          throw new RootsUnavailableException(new Action("ask"), "it is down");
        };
    assertThat(rig.run(false).figures().outcome()).isEqualTo(Outcome.REFUSED);
    Rig next = store.rig();
    next.retention = keepEverything(next);
    assertThat(next.run(false).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    store.requireNothingKeptIsLost("after the next run");
  }

  @Test
  void aCrashWhileRestoringIsRepairedByRestoringAgain() throws IOException {
    for (long step = 0; step < 12; step++) {
      Store store = new Store(directory.resolve("restore" + step));
      RunReport report = store.rig().run(false);
      Rig crashing = store.rig();
      crashing.disk = FaultyDisk.crashingAt(step);
      assertThatThrownBy(() -> crashing.restore(report.run())).isInstanceOf(FaultyDisk.Crash.class);
      store.rig().restore(report.run());
      assertThat(Tree.difference(before, store.tree())).as("step " + step).isEmpty();
    }
  }

  @Test
  void aDiskThatFillsPutsEverythingBack() throws IOException {
    long steps = stepsOfARun(false);
    for (long step = 0; step < steps; step += 5) {
      Store store = new Store(directory.resolve("full" + step));
      Rig rig = store.rig();
      rig.disk = FaultyDisk.fullFrom(step);
      Outcome outcome = rig.run(false).figures().outcome();
      assertThat(outcome).as("step " + step).isNotEqualTo(Outcome.SUCCESS);
      assertThat(store.rig().run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
      assertThat(Tree.difference(expected, store.tree())).as("step " + step).isEmpty();
    }
  }

  private long stepsOfARun(boolean purge) {
    Rig rig = new Store(directory.resolve("count" + purge)).rig();
    FaultyDisk disk = FaultyDisk.counting();
    rig.disk = disk;
    assertThat(rig.run(purge).trashedObjects()).isPositive();
    return disk.steps();
  }

  private static ink.ml.dp.registrygc.policy.RetentionSettings keepEverything(Rig rig) {
    var r = rig.retention;
    return new ink.ml.dp.registrygc.policy.RetentionSettings(
        1000,
        r.count(),
        java.time.Duration.ofDays(1000),
        r.busyWindow(),
        java.time.Duration.ofDays(1000),
        java.time.Duration.ofDays(1000),
        java.time.Duration.ofDays(1000),
        r.untrustedWindow(),
        r.brakeFloor(),
        List.of());
  }

  /** The same store each time, with what should be left of it, which is worked out once. */
  private final class Store {
    final Path root;
    final RandomStore random;
    final ink.ml.dp.registrygc.policy.RetentionSettings settings;

    Store(Path root) {
      this.root = root;
      random = new RandomStore(SEED, root);
      settings = random.settings();
      if (expected.isEmpty()) {
        before.putAll(Tree.of(root));
        Set<String> gone =
            new Oracle(random.writer().model(), random.cluster(), settings, RandomStore.NOW).gone();
        before.forEach(
            (file, facts) -> {
              if (!gone.contains(file) && gone.stream().noneMatch(g -> file.startsWith(g + "/"))) {
                expected.put(file, facts);
              }
            });
      }
    }

    Rig rig() {
      return new Rig(random.writer().layout(), random.cluster(), settings);
    }

    Map<String, String> tree() {
      return Tree.of(root);
    }

    void crash(long step, boolean purge) {
      Rig rig = rig();
      rig.disk = FaultyDisk.crashingAt(step);
      try {
        rig.run(purge);
      } catch (RuntimeException | FaultyDisk.Crash e) { // wrapped when another thread met it
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(FaultyDisk.Crash.class);
      }
    }

    void requireNothingKeptIsLost(String when) throws IOException {
      Map<String, String> kept = new TreeMap<>(expected);
      kept.keySet().removeAll(tree().keySet());
      assertThat(kept).as(when).isEmpty();
      assertThat(Files.exists(root)).isTrue();
    }
  }
}
