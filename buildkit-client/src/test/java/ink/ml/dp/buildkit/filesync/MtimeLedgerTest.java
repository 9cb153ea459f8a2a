package ink.ml.dp.buildkit.filesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A time changes when the content does, and only then. */
class MtimeLedgerTest {
  @TempDir private Path directory;

  @Test
  void keepsTheTimeOfWhatIsUnchanged() throws IOException {
    long first = build(Map.of("a", "one", "dir/b", "x"));
    assertThat(build(Map.of("a", "one", "c", "new"))).isEqualTo(first);
  }

  @Test
  void givesANewTimeToChangedContentOfTheSameSize() throws IOException {
    long first = build(Map.of("a", "one"));
    long second = build(Map.of("a", "two"));
    assertThat(second).isGreaterThan(first);
    assertThat(build(Map.of("a", "one"))).isGreaterThan(second);
  }

  @Test
  void remembersFilesThatWereAway() throws IOException {
    long first = build(Map.of("a", "one"));
    build(Map.of("b", "x"));
    assertThat(build(Map.of("a", "one"))).isEqualTo(first);
  }

  @Test
  void givesANewTimeWhenOnlyTheModeChanged() throws IOException {
    MtimeLedger ledger = MtimeLedger.load(directory.resolve("ledger"));
    MemoryTree tree = tree(Map.of("a", "one"));
    long plain = ledger.mtime(tree, tree.find("a").orElseThrow());
    ledger.save();
    MtimeLedger next = MtimeLedger.load(directory.resolve("ledger"));
    TreeEntry executable = TreeEntry.file("a", ByteString.copyFromUtf8("a"), 3, true);
    assertThat(next.mtime(tree, executable)).isGreaterThan(plain);
  }

  @Test
  void startsAnewWhenTheFileIsDamaged() throws IOException {
    long first = build(Map.of("a", "one"));
    Path file = directory.resolve("deep/ledger");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
    assertThat(build(Map.of("a", "one"))).isGreaterThan(first);
    Files.writeString(file, "something else");
    assertThat(build(Map.of("a", "two"))).isGreaterThan(first);
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  @Test
  void neverGivesATimeAgainEvenWhenTheClockWentBack() throws IOException {
    Path file = directory.resolve("ledger");
    long future = System.currentTimeMillis() * 1_000_000 + 3_600_000_000_000L;
    new LedgerFile(file).write(Map.of("a", new MtimeLedger.Known("of old", false, future)));
    MtimeLedger ledger = MtimeLedger.load(file);
    MemoryTree tree = tree(Map.of("a", "one"));
    assertThat(ledger.mtime(tree, tree.find("a").orElseThrow())).isGreaterThan(future);
  }

  @Test
  void countsEverythingAsChangedWithoutAFile() throws IOException {
    MemoryTree tree = tree(Map.of("a", "one"));
    TreeEntry entry = tree.find("a").orElseThrow();
    long first = MtimeLedger.none().mtime(tree, entry);
    assertThat(MtimeLedger.none().mtime(tree, entry)).isGreaterThan(first);
  }

  @Test
  void tellsLinksFromFilesByWhatTheyPointTo() throws IOException {
    MemoryTree tree = tree(Map.of());
    MtimeLedger ledger = MtimeLedger.load(directory.resolve("ledger"));
    ByteString name = ByteString.copyFromUtf8("link");
    long first = ledger.mtime(tree, TreeEntry.link("link", name, ByteString.copyFromUtf8("a")));
    ledger.save();
    MtimeLedger next = MtimeLedger.load(directory.resolve("ledger"));
    assertThat(next.mtime(tree, TreeEntry.link("link", name, ByteString.copyFromUtf8("a"))))
        .isEqualTo(first);
    assertThat(next.mtime(tree, TreeEntry.link("link", name, ByteString.copyFromUtf8("b"))))
        .isGreaterThan(first);
  }

  /** A build of these files, and the time that {@code a} got. */
  private long build(Map<String, String> files) throws IOException {
    MtimeLedger ledger = MtimeLedger.load(directory.resolve("deep/ledger"));
    MemoryTree tree = tree(files);
    long[] time = new long[1];
    TreeWalk.walk(
        tree,
        Selection.EVERYTHING,
        entry -> {
          long mtime = ledger.mtime(tree, entry);
          if (entry.path().equals("a")) {
            time[0] = mtime;
          }
        });
    ledger.save();
    return time[0];
  }

  private static MemoryTree tree(Map<String, String> files) {
    return new MemoryTree(
        files.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().getBytes(StandardCharsets.UTF_8))));
  }
}
