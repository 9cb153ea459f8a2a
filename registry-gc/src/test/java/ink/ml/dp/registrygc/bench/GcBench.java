package ink.ml.dp.registrygc.bench;

import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * {@code bench gc}: how long {@code run --purge-now} takes beside the registry's own {@code
 * garbage-collect --delete-untagged}, each on its own copy of the same store, both as new
 * processes. It prints {@code bench gc figure=NAME ours=SECONDS peer=SECONDS ratio=R}.
 *
 * <p>The peer knows no policy, so that there are several lines per figure:
 *
 * <ul>
 *   <li>{@code NAME}: on a store of tagged images, of which ours removes most. The peer finds every
 *       tag and removes nothing.
 *   <li>{@code NAME-untagged}: on that store after its old tags have gone, so that both find the
 *       same manifests without a tag and remove the same.
 *   <li>{@code NAME-same-work}: ours on the store of tagged images, and the peer on the one without
 *       the old tags, with the time that it took to remove their directories for it, one after the
 *       other, without a start of a program: both do the same.
 *   <li>{@code NAME-look}: both on tagged images, of which ours is to keep all: neither removes
 *       anything.
 *   <li>{@code NAME-bare}: ours on tagged images, and as its peer a loop that removes the same
 *       files and directories and does nothing else ({@link BareLoop}).
 * </ul>
 *
 * <p>What takes seconds is done several times in turn, and the median printed. That both leave the
 * same blobs is checked. Settle and grace are zero, the start of the JVM counts, and the store is
 * on the disk and in the page cache for both.
 *
 * <p>Arguments: {@code --registry PROGRAM} (the registry's binary, for the peer), {@code --dir DIR}
 * (on the disk to measure), {@code --classes PATH} (the class path of ours), {@code --only FIGURE},
 * {@code --rounds N}, {@code --jvm OPTION} (repeatable), {@code --million} (a million blobs, of
 * which a tenth goes), {@code --keep N} (with {@code --million}: so many of 40 tags stay, and the
 * bare loop is the peer).
 */
public final class GcBench {
  private static final long INODES_PER_BLOB = 5;
  private static final long MILLION = 1_000_000;
  private static final int KEPT = 2;
  private static final Duration REST = Duration.ofSeconds(2);

  private final Path directory;
  private final String registry;
  private final PackedCollector ours;

  private GcBench(Path directory, String registry, PackedCollector ours) {
    this.directory = directory;
    this.registry = registry;
    this.ours = ours;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new TreeMap<>();
    List<String> jvm = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--million" -> options.put("million", "");
        case "--jvm" -> jvm.add(arguments[++i]);
        default -> options.put(arguments[i].substring(2), arguments[++i]);
      }
    }
    Path directory =
        Files.createTempDirectory(
            Path.of(options.getOrDefault("dir", System.getProperty("java.io.tmpdir"))), "gc-bench");
    try {
      PackedCollector ours =
          PackedCollector.pack(
              directory,
              options.getOrDefault("classes", System.getProperty("java.class.path")),
              jvm);
      new GcBench(directory, options.getOrDefault("registry", ""), ours).run(options);
    } finally {
      FileTrees.remove(new RealDisk(), directory);
    }
  }

  private void run(Map<String, String> options) throws Exception {
    if (options.containsKey("million")) {
      requireRoom();
      Shape shape = new Shape("million-blobs", 500, 40, 48, 1);
      if (options.containsKey("keep")) {
        nearlyAll(shape, Integer.parseInt(options.get("keep")));
      } else {
        million(shape);
      }
      return;
    }
    for (Shape shape :
        List.of(
            new Shape("1x2000-tags", 1, 2000, 3, 3),
            new Shape("50x40-tags", 50, 40, 3, 5),
            new Shape("200000-blobs", 20, 200, 48, 1))) {
      if (options.getOrDefault("only", shape.name()).equals(shape.name())) {
        String usual = String.valueOf(shape.rounds());
        measure(shape, Integer.parseInt(options.getOrDefault("rounds", usual)));
      }
    }
  }

  private void measure(Shape shape, int times) throws Exception {
    Path store = directory.resolve("store");
    BenchStore.write(store, shape.repositories(), shape.tags(), shape.layers());
    Path roots = directory.resolve("roots.json");
    Files.writeString(roots, BenchStore.roots(shape.repositories()));
    Path list = directory.resolve("all.txt");
    BareLoop.list(store, list);
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      rounds.add(round(store, roots, shape, list));
    }
    double own = median(rounds, Round::own);
    double peer = median(rounds, Round::untaggedPeer);
    print(shape.name(), own, median(rounds, Round::peer));
    print(shape.name() + "-untagged", median(rounds, Round::untaggedOwn), peer);
    print(shape.name() + "-same-work", own, peer + median(rounds, Round::untagging));
    print(shape.name() + "-look", median(rounds, Round::look), median(rounds, Round::peer));
    print(shape.name() + "-bare", own, median(rounds, Round::bare));
    FileTrees.remove(new RealDisk(), store);
  }

  private Round round(Path store, Path roots, Shape shape, Path list) throws Exception {
    Path tagged = copy(store, "tagged");
    Path peersTagged = copy(store, "tagged-peer");
    double peer = run(peer(peersTagged), "theirs.log").seconds();
    Path untagged = copy(store, "untagged");
    double untagging = untag(untagged);
    Path peersUntagged = copy(untagged, "untagged-peer");
    double untaggedPeer = run(peer(peersUntagged), "theirs.log").seconds();
    settle(untagged);
    double untaggedOwn = run(ours.command(untagged, roots, KEPT), "ours.log").seconds();
    settle(tagged);
    double look = run(ours.command(tagged, roots, shape.tags()), "ours.log").seconds();
    settle(tagged);
    double own = run(ours.command(tagged, roots, KEPT), "ours.log").seconds();
    Path bareStore = copy(store, "bare");
    Path gone = directory.resolve("gone.txt");
    BareLoop.gone(list, tagged, gone);
    double bare = BareLoop.remove(bareStore, gone);
    requireSame(untagged, peersUntagged);
    requireSame(tagged, peersUntagged);
    for (Path used : List.of(tagged, peersTagged, untagged, peersUntagged, bareStore)) {
      FileTrees.remove(new RealDisk(), used);
    }
    return new Round(own, peer, untaggedOwn, untaggedPeer, untagging, look, bare);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> seconds) {
    return rounds.stream()
        .mapToDouble(seconds)
        .sorted()
        .skip(rounds.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Removes the old tags' directories; says how many seconds that took. */
  private static double untag(Path store) throws IOException {
    long start = System.nanoTime();
    BenchStore.removeOldTags(store, KEPT);
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * A night in a big registry: a tenth of the tags goes. The peer only looks, so that both can have
   * the one store; without our policy it would find nothing to remove either.
   */
  private void million(Shape shape) throws Exception {
    Path store = directory.resolve("ours");
    BenchStore.write(store, shape.repositories(), shape.tags(), shape.layers());
    Path roots = directory.resolve("roots.json");
    Files.writeString(roots, BenchStore.roots(shape.repositories()));
    settle(store);
    TimedProcess peer = run(peer(store, "--dry-run"), "theirs.log");
    TimedProcess own = run(ours.command(store, roots, shape.tags() * 9 / 10), "ours.log");
    print(shape.name(), own.seconds(), peer.seconds());
    print(shape.name() + "-peak-mib", own.peakMib(), peer.peakMib());
  }

  /** A registry that is emptied, and the loop on a second store like it: both would be too much. */
  private void nearlyAll(Shape shape, int keep) throws Exception {
    Path store = directory.resolve("ours");
    Path roots = directory.resolve("roots.json");
    Path list = directory.resolve("all.txt");
    Path gone = directory.resolve("gone.txt");
    Files.writeString(roots, BenchStore.roots(shape.repositories()));
    BenchStore.write(store, shape.repositories(), shape.tags(), shape.layers());
    BareLoop.list(store, list);
    settle(store);
    TimedProcess own = run(ours.command(store, roots, keep), "ours.log");
    long removed = BareLoop.gone(list, store, gone);
    FileTrees.remove(new RealDisk(), store);
    BenchStore.write(store, shape.repositories(), shape.tags(), shape.layers());
    settle(store);
    System.out.println("removed " + removed + " files and directories");
    print(shape.name() + "-nearly-all-bare", own.seconds(), BareLoop.remove(store, gone));
    System.out.printf(Locale.ROOT, "peak %.0f MiB%n", own.peakMib());
  }

  private static void print(String figure, double ours, double peer) {
    System.out.printf(
        Locale.ROOT,
        "bench gc figure=%s ours=%.3f peer=%.3f ratio=%.3f%n",
        figure,
        ours,
        peer,
        ours / peer);
  }

  private List<String> peer(Path root, String... more) throws IOException {
    Path config = directory.resolve("config.yml");
    Files.writeString(config, BenchStore.config(root));
    List<String> command =
        new ArrayList<>(List.of(registry, "garbage-collect", "--delete-untagged"));
    command.addAll(List.of(more));
    command.add(config.toString());
    return command;
  }

  private static void requireSame(Path ours, Path theirs) throws IOException {
    long left = blobs(ours);
    long peer = blobs(theirs);
    if (left != peer) {
      throw new IllegalStateException("ours left " + left + " blobs, the peer " + peer);
    }
  }

  private TimedProcess run(List<String> command, String log) throws Exception {
    TimedProcess process = TimedProcess.run(command, directory.resolve(log));
    if (command.contains("run")) {
      System.err.print(Files.readString(directory.resolve(log + ".err")));
    }
    return process;
  }

  private void requireRoom() throws IOException {
    long inodes = BenchStore.freeInodes(directory);
    long space = Files.getFileStore(directory).getUsableSpace();
    if (inodes < MILLION * INODES_PER_BLOB || space < MILLION * INODES_PER_BLOB * 4096) {
      throw new IllegalStateException(
          "a million blobs need "
              + MILLION * INODES_PER_BLOB
              + " inodes and "
              + MILLION * INODES_PER_BLOB * 4096
              + " bytes; there are "
              + inodes
              + " and "
              + space);
    }
  }

  private static long blobs(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("docker/registry/v2/blobs"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  /**
   * Leaves the store as a night finds it: in the page cache, on the disk, and the kernel at rest.
   * What was written a moment ago has no blocks yet on many a file system, and to remove it costs
   * next to nothing; what was removed a moment ago is still being freed.
   */
  private static void settle(Path root) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(file -> file.toFile().lastModified());
    }
    execute("sync", "--file-system", root.toString());
    Thread.sleep(REST);
  }

  private Path copy(Path from, String name) throws Exception {
    Path to = directory.resolve(name);
    execute("cp", "-a", from.toString(), to.toString());
    settle(to);
    return to;
  }

  private static void execute(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }

  private record Shape(String name, int repositories, int tags, int layers, int rounds) {}

  /**
   * Seconds: of both on tagged images, of both on untagged ones, of removing the tags, of ours when
   * all stays, and of the bare loop.
   */
  private record Round(
      double own,
      double peer,
      double untaggedOwn,
      double untaggedPeer,
      double untagging,
      double look,
      double bare) {}

  /** When the newest tag was pushed: long ago. */
  static Instant pushed(int tag, int tags) {
    return Instant.now().minus(Duration.ofDays(30)).minus(Duration.ofMinutes(10L * (tags - tag)));
  }
}
