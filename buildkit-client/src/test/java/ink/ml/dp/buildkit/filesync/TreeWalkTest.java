package ink.ml.dp.buildkit.filesync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.proto.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is described, and in which order. */
class TreeWalkTest {
  @TempDir private Path directory;

  @Test
  void goesByTheBytesOfNames() throws IOException {
    assertThat(walk("a.txt", "a/b", "a-b", "B", "a0", "é", "z"))
        .containsExactly("B", "a", "a/b", "a-b", "a.txt", "a0", "z", "é");
  }

  @Test
  void isNotMisledByUtf16() throws IOException {
    // U+FF5E is below U+1F600 in UTF-8, but above its surrogates in UTF-16.
    assertThat(walk("\uD83D\uDE00", "\uFF5E")).containsExactly("\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void isNotMisledByGitsOrderOfDirectories() throws IOException {
    // Git sorts the directory as "a/", after "a.b".
    assertThat(walk("a.b", "a/c")).containsExactly("a", "a/c", "a.b");
  }

  @Test
  void emitsParentsOnlyForWhatIsInThem() throws IOException {
    assertThat(select(List.of("*/keep"), List.of(), List.of(), "a/keep", "a/x", "b/x", "keep"))
        .containsExactly("a", "a/keep");
    assertThat(select(List.of(), List.of("a", "!a/keep"), List.of(), "a/keep", "a/x", "b"))
        .containsExactly("a", "a/keep", "b");
    assertThat(select(List.of(), List.of("a", "!a/none"), List.of(), "a/x", "b"))
        .containsExactly("b");
    assertThat(select(List.of("a"), List.of("**/x"), List.of(), "a/b/x", "a/b/y", "c"))
        .containsExactly("a", "a/b", "a/b/y");
  }

  @Test
  void doesNotLookIntoWhatIsLeftOut() throws IOException {
    Files.createDirectories(directory.resolve("node_modules"));
    Files.writeString(directory.resolve("a"), "");
    List<String> asked = new ArrayList<>();
    SourceTree tree = new DiskTree(directory);
    TreeWalk.walk(
        new CountingTree(tree, asked),
        new Selection(List.of(), List.of("node_modules", "!a"), List.of()),
        _ -> {});
    assertThat(asked).containsExactly("");
  }

  @Test
  void followsLinksWithinTheSource() throws IOException {
    Files.createDirectories(directory.resolve("real/sub"));
    Files.writeString(directory.resolve("real/sub/file"), "x");
    Files.writeString(directory.resolve("other"), "x");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("real/sub"));
    Files.createSymbolicLink(directory.resolve("absolute"), Path.of("/real"));
    Files.createSymbolicLink(directory.resolve("out"), Path.of("../../etc/passwd"));
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    assertThat(followed("link/file")).containsExactly("link", "real", "real/sub", "real/sub/file");
    assertThat(followed("absolute/sub"))
        .containsExactly("absolute", "real", "real/sub", "real/sub/file");
    assertThat(followed("li*")).contains("link", "real", "real/sub").doesNotContain("other");
    assertThat(followed("[k-m]ink/file")).contains("link", "real/sub/file");
    assertThat(followed("out")).containsExactly("out");
    assertThat(followed("loop")).containsExactly("loop");
    assertThat(followed("missing/file")).isEmpty();
    assertThat(followed(".")).contains("other", "real/sub/file");
  }

  @Test
  void describesModesTheWayGoDoes() throws IOException {
    Path script = Files.writeString(directory.resolve("run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        script, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        Files.writeString(directory.resolve("plain"), "12345"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.createDirectory(directory.resolve("dir"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("../somewhere"));
    Map<String, Stat> stats = new HashMap<>();
    TreeWalk.walk(
        new DiskTree(directory),
        Selection.EVERYTHING,
        e -> stats.put(e.path(), StatWriter.stat(e, ByteString.copyFromUtf8(e.path()), 42)));
    assertThat(stats.get("run")).returns(0755, Stat::getMode).returns(42L, Stat::getModTime);
    assertThat(stats.get("plain")).returns(0644, Stat::getMode).returns(5L, Stat::getSize);
    assertThat(stats.get("dir"))
        .returns((1 << 31) | 0755, Stat::getMode)
        .returns(0L, Stat::getSize);
    assertThat(stats.get("link"))
        .returns((1 << 27) | 0777, Stat::getMode)
        .returns("../somewhere", s -> s.getLinkname().toStringUtf8())
        .returns(12L, Stat::getSize);
    assertThat(stats.values()).allMatch(s -> s.getUid() == 0 && s.getGid() == 0);
  }

  @Test
  void tellsNamesApartThatAreNotUtf8() throws Exception {
    shell("printf one > \"$(printf 'x\\377')\"; printf two > \"$(printf 'x\\376')\"");
    shell("mkdir \"$(printf '\\303\\251')\"; printf three > \"$(printf '\\303\\251/\\303\\244')\"");
    shell("ln -s \"$(printf '\\303\\251')\" link");
    DiskTree tree = new DiskTree(directory);
    List<ByteString> names = new ArrayList<>();
    List<String> contents = new ArrayList<>();
    TreeWalk.walk(
        tree,
        Selection.EVERYTHING,
        entry -> {
          names.add(entry.name());
          if (entry.isFile()) {
            contents.add(
                new String(
                    tree.open(entry).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
          }
        });
    assertThat(names)
        .containsExactly(
            ByteString.copyFromUtf8("link"),
            ByteString.copyFrom(new byte[] {'x', (byte) 0xfe}),
            ByteString.copyFrom(new byte[] {'x', (byte) 0xff}),
            ByteString.copyFromUtf8("é"),
            ByteString.copyFromUtf8("ä"));
    assertThat(contents).containsExactly("two", "one", "three");
    assertThat(followed("link/ä")).containsExactly("link", "é", "é/ä");
  }

  private void shell(String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private List<String> followed(String path) throws IOException {
    return paths(new DiskTree(directory), new Selection(List.of(), List.of(), List.of(path)));
  }

  private static List<String> walk(String... files) throws IOException {
    return select(List.of(), List.of(), List.of(), files);
  }

  private static List<String> select(
      List<String> includes, List<String> excludes, List<String> followed, String... files)
      throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    Stream.of(files).forEach(file -> contents.put(file, new byte[0]));
    return paths(new MemoryTree(contents), new Selection(includes, excludes, followed));
  }

  private static List<String> paths(SourceTree tree, Selection selection) throws IOException {
    List<String> paths = new ArrayList<>();
    TreeWalk.walk(tree, selection, entry -> paths.add(entry.path()));
    return paths;
  }

  /** Notes which directories were listed. */
  private record CountingTree(SourceTree tree, List<String> asked) implements SourceTree {
    @Override
    public List<TreeEntry> children(String path) throws IOException {
      asked.add(path);
      return tree.children(path);
    }

    @Override
    public java.util.Optional<TreeEntry> find(String path) throws IOException {
      return tree.find(path);
    }

    @Override
    public java.io.InputStream open(TreeEntry file) throws IOException {
      return tree.open(file);
    }
  }
}
