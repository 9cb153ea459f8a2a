package ink.ml.dp.buildkit.bench;

import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.testing.Buildctl;
import ink.ml.dp.buildkit.testing.ClientRig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Our client beside buildctl, on the same daemon and the same files, in turns. Prints seconds, the
 * median of some runs. Argument: how many runs.
 */
public final class BuildBench {
  private static final int FILES = 5000;
  private static final int LARGE = 400_000_000;

  private final Path directory = Files.createTempDirectory("bench");
  private final Buildctl buildctl = new Buildctl(directory);
  private final int runs;

  private BuildBench(int runs) throws IOException {
    this.runs = runs;
  }

  public static void main(String[] args) throws IOException {
    BuildBench bench = new BuildBench(args.length > 0 ? Integer.parseInt(args[0]) : 5);
    bench.noOp();
    bench.manyFiles();
    bench.largeFile();
    System.exit(0);
  }

  private void noOp() throws IOException {
    try (ClientRig rig = new ClientRig(directory.resolve("noop"))) {
      rig.files(
          Map.of(
              "Dockerfile",
              "FROM debian:12\nCOPY a /a\nRUN cat /a > /b\nRUN cat /b > /c\n",
              "a",
              "x"));
      compare("noop-rebuild", rig, 2 * runs + 5, _ -> {});
    }
  }

  private void manyFiles() throws IOException {
    try (ClientRig rig = new ClientRig(directory.resolve("many"))) {
      rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY . /\n"));
      Random random = new Random(1);
      for (int i = 0; i < FILES; i++) {
        byte[] content = new byte[4096];
        random.nextBytes(content);
        Path file = rig.context().resolve("dir" + i % 300 + "/file" + i);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
      compare("5000-files-fresh", rig, runs, _ -> forget(rig));
      compare("5000-files-unchanged", rig, runs, _ -> {});
      compare("5000-files-one-changed", rig, runs, i -> change(rig, i));
    }
  }

  /** Makes every file look new to both: we go by the ledger, buildctl by the times on disk. */
  private void forget(ClientRig rig) {
    try (Stream<Path> files = Files.walk(rig.context())) {
      Files.deleteIfExists(directory.resolve("many/ledger"));
      FileTime now = FileTime.from(Instant.now());
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void change(ClientRig rig, int run) {
    rig.files(Map.of("dir7/file7", "changed " + run + " " + System.nanoTime()));
  }

  private void largeFile() throws IOException {
    try (ClientRig rig = new ClientRig(directory.resolve("large"))) {
      rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n"));
      compare("upload-400-mb", rig, runs, i -> large(rig, i));
    }
  }

  /** New content, and a Dockerfile that wants it: so that all of it is sent. */
  private static void large(ClientRig rig, int run) {
    byte[] chunk = new byte[1_000_000];
    Random random = new Random(System.nanoTime());
    try (OutputStream out = Files.newOutputStream(rig.context().resolve("large"))) {
      for (int i = 0; i < LARGE / chunk.length; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Mounted from where it is, so that nothing is copied and only the sending counts.
    rig.files(
        Map.of(
            "Dockerfile",
            "FROM debian:12\nRUN --mount=type=bind,target=/in echo " + run + " && ls /in/large\n"));
  }

  /** What is done before a run. */
  private interface Preparation {
    void before(int run);
  }

  private void compare(String figure, ClientRig rig, int times, Preparation preparation) {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int i = 0; i <= times; i++) {
      preparation.before(2 * i);
      double our = seconds(() -> rig.build(rig.request().build(), CancellationSignal.never()));
      preparation.before(2 * i + 1);
      double their = seconds(() -> succeed(buildctl.build(rig.context())));
      // The first round leaves both sides with what they remember of this case, and is not counted.
      if (i > 0) {
        ours.add(our);
        theirs.add(their);
      }
    }
    double median = median(ours);
    double peer = median(theirs);
    System.out.println(
        String.format(
            Locale.ROOT,
            "bench build figure=%s ours=%.3f peer=%.3f ratio=%.2f",
            figure,
            median,
            peer,
            median / peer));
  }

  private static void succeed(Buildctl.Outcome outcome) {
    if (outcome.exitCode() != 0) {
      throw new AssertionError(outcome.errors());
    }
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
