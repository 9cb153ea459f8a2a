package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.pattern.CleanPath;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files that exist only for a build. */
final class MemoryTree implements SourceTree {
  private final Map<String, byte[]> contents;
  private final Map<String, List<TreeEntry>> children = new HashMap<>();
  private final Map<String, TreeEntry> entries = new HashMap<>();

  MemoryTree(Map<String, byte[]> files) {
    contents = Map.copyOf(files);
    contents.forEach(this::add);
    children.values().forEach(list -> list.sort(ORDER));
  }

  private void add(String path, byte[] content) {
    if (!CleanPath.clean("/" + path).equals("/" + path)) {
      throw new IllegalArgumentException("not a clean relative path: " + path);
    }
    put(TreeEntry.file(path, name(path), content.length, false));
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      String directory = path.substring(0, slash);
      if (!entries.containsKey(directory)) {
        put(TreeEntry.directory(directory, name(directory)));
      }
    }
  }

  private void put(TreeEntry entry) {
    entries.put(entry.path(), entry);
    int slash = entry.path().lastIndexOf('/');
    String parent = slash < 0 ? "" : entry.path().substring(0, slash);
    children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(entry);
  }

  private static ByteString name(String path) {
    return ByteString.copyFromUtf8(CleanPath.name(path));
  }

  @Override
  public List<TreeEntry> children(String directory) {
    return children.getOrDefault(directory, List.of());
  }

  @Override
  public Optional<TreeEntry> find(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  @Override
  public InputStream open(TreeEntry file) {
    return new ByteArrayInputStream(contents.getOrDefault(file.path(), new byte[0]));
  }
}
