package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads directories and times. What is missing is empty, because it may vanish at any moment; what
 * cannot be read is a {@link StoreException}, because it may hold anything.
 */
public final class Directories {
  private Directories() {}

  /** The names in a directory, or empty when there is no such directory. */
  public static Optional<List<String>> names(Path directory) {
    List<String> names = new ArrayList<>();
    return list(directory, names::add) ? Optional.of(names) : Optional.empty();
  }

  /**
   * The digests that a directory's entries are named by; none when there is no such directory.
   *
   * @param stranger is handed every other name
   */
  public static DigestList digests(Path directory, Consumer<String> stranger) {
    DigestList digests = new DigestList();
    list(
        directory,
        name ->
            Digest.ofHex(name)
                .ifPresentOrElse(digest -> digests.add(digest, 0), () -> stranger.accept(name)));
    return digests;
  }

  /** A file's size and time, or empty when it is not there. */
  public static Optional<FileFacts> facts(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(
          new FileFacts(
              attributes.size(),
              attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
              attributes.isDirectory()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (isNotDirectory(e)) {
        return Optional.empty();
      }
      throw new StoreException("look at", file, e);
    }
  }

  /**
   * Whether a file is there. Faster than {@link #facts} where most are not, because the JDK makes
   * no exception of each (which it does not offer without following links).
   */
  public static boolean exists(Path file) {
    try {
      return file.getFileSystem().provider().readAttributesIfExists(file, BasicFileAttributes.class)
          != null;
    } catch (IOException e) {
      if (isNotDirectory(e)) {
        return false;
      }
      throw new StoreException("look at", file, e);
    }
  }

  /** The text of a small file, or empty when it is not there. */
  public static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (isNotDirectory(e)) {
        return Optional.empty();
      }
      throw new StoreException("read", file, e);
    }
  }

  /** Whether a directory is empty of everything; false when there is none. */
  public static boolean isEmpty(Path directory) {
    return names(directory).map(List::isEmpty).orElse(false);
  }

  private static boolean list(Path directory, Consumer<String> consumer) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        consumer.accept(name(entry));
      }
      return true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw new StoreException("list", directory, e);
    } catch (IOException e) {
      throw new StoreException("list", directory, e);
    }
  }

  private static String name(Path entry) {
    Path name = entry.getFileName();
    if (name == null) {
      throw new IllegalStateException("an entry of a directory has a name");
    }
    return name.toString();
  }

  /** Linux says ENOTDIR when a parent in the path is a file; the file itself is then not there. */
  private static boolean isNotDirectory(IOException failure) {
    return failure instanceof FileSystemException system
        && "Not a directory".equals(system.getReason());
  }

  /**
   * What the file system says of a file.
   *
   * @param modified nanoseconds since 1970
   */
  public record FileFacts(long size, long modified, boolean directory) {}
}
