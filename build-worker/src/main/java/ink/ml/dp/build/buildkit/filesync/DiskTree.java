package ink.ml.dp.build.buildkit.filesync;

import com.google.protobuf.ByteString;
import ink.ml.dp.build.buildkit.filesync.TreeEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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

  /** Paths whose names are not UTF-8, by the text that stands for them; usually none. */
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
        String text = name.toStringUtf8();
        String relative = directory.isEmpty() ? text : directory + "/" + text;
        if (!name.isValidUtf8()) {
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
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (!Files.isDirectory(resolve(path.substring(0, slash)), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
    }
    try {
      Path file = resolve(path);
      return read(file, path, nameOf(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
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
      case LINK -> Optional.of(TreeEntry.link(relative, name, bytes(Files.readSymbolicLink(path))));
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
    return bytes(path.getFileName());
  }

  /** A path's own bytes. Its text has lost them where they are not UTF-8; its URI has not. */
  private static ByteString bytes(Path path) {
    String text = path.toString();
    if (text.indexOf('\uFFFD') < 0) {
      return ByteString.copyFromUtf8(text);
    }
    String whole = path.toAbsolutePath().toUri().getRawPath();
    String own = path.isAbsolute() ? whole : whole.substring(whole.lastIndexOf('/') + 1);
    String latin = URLDecoder.decode(own.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
    return ByteString.copyFrom(latin, StandardCharsets.ISO_8859_1);
  }
}
