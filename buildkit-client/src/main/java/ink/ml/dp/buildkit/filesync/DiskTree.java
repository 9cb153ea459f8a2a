package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.filesync.TreeEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A directory on disk. No link is ever followed, so that nothing outside can be reached. */
final class DiskTree implements SourceTree {
  private final Path root;

  /** Where the text that stands for a path is not Java's own; usually nowhere. */
  private final Map<String, Path> oddNames = new ConcurrentHashMap<>();

  DiskTree(Path root) {
    this.root = root;
  }

  @Override
  public List<TreeEntry> children(String directory) throws IOException {
    List<TreeEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(resolve(directory))) {
      for (Path path : stream) {
        ByteString name = nameOf(path);
        String text = RawName.text(name);
        String relative = directory.isEmpty() ? text : directory + "/" + text;
        if (!path.getFileName().toString().equals(text)) {
          oddNames.put(relative, path);
        }
        read(path, relative, name).ifPresent(entries::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(ORDER);
    return entries;
  }

  @Override
  public Optional<TreeEntry> find(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "" : path.substring(0, slash);
    if (slash >= 0 && !find(parent).map(TreeEntry::isDirectory).orElse(false)) {
      return Optional.empty();
    }
    try {
      Path file = resolve(path);
      return read(file, path, nameOf(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (InvalidPathException _) {
      // Java's locale has no such name, but the directory may.
      return children(parent).stream().filter(entry -> entry.path().equals(path)).findFirst();
    }
  }

  @Override
  public InputStream open(TreeEntry file) throws IOException {
    return Files.newInputStream(resolve(file.path()), LinkOption.NOFOLLOW_LINKS);
  }

  private Path resolve(String path) {
    Path odd = oddNames.get(path);
    if (odd != null) {
      return odd;
    }
    int slash = path.lastIndexOf('/');
    return slash < 0 || oddNames.isEmpty()
        ? root.resolve(path)
        : resolve(path.substring(0, slash)).resolve(path.substring(slash + 1));
  }

  private static Optional<TreeEntry> read(Path path, String relative, ByteString name)
      throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return switch (kind(attributes)) {
      case FILE ->
          Optional.of(
              TreeEntry.file(
                  relative,
                  name,
                  attributes.size(),
                  attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE)));
      case DIRECTORY -> Optional.of(TreeEntry.directory(relative, name));
      case LINK ->
          Optional.of(TreeEntry.link(relative, name, RawName.bytes(Files.readSymbolicLink(path))));
      case null -> Optional.empty();
    };
  }

  private static @Nullable Kind kind(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : null;
  }

  private static ByteString nameOf(Path path) {
    return RawName.bytes(path.getFileName());
  }
}
