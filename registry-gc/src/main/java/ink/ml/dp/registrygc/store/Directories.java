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
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads directories and times. What is missing is empty, because it may vanish at any moment; what
 * cannot be read is a {@link StoreException}, because it may hold anything. A symbolic link is not
 * followed: it is no directory and no file.
 */
public final class Directories {
  private static final char FIRST_PRINTABLE = ' ';
  private static final char LAST_PRINTABLE = '~';

  private static final long SKEW = TimeUnit.MINUTES.toNanos(5);

  private Directories() {}

  /**
   * The names in a directory that a registry could have written, or empty when there is no such
   * directory. A name is bytes, and one beyond ASCII may not survive being made text and bytes
   * again, so that none of those is among them.
   */
  public static Optional<List<String>> names(Path directory) {
    return names(directory, stranger -> {});
  }

  /** As above; the others are handed over in a form that can be printed. */
  public static Optional<List<String>> names(Path directory, Consumer<String> stranger) {
    List<String> names = new ArrayList<>();
    Consumer<Path> sort =
        entry -> {
          String name = String.valueOf(entry.getFileName());
          if (isPlain(name)) {
            names.add(name);
          } else {
            stranger.accept(printable(name));
          }
        };
    return list(directory, sort) ? Optional.of(names) : Optional.empty();
  }

  /** Everything in a directory, whatever its name; nothing when there is no such directory. */
  public static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    list(directory, entries::add);
    return entries;
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
        entry -> {
          String name = String.valueOf(entry.getFileName());
          Digest.ofHex(name)
              .ifPresentOrElse(
                  digest -> digests.add(digest, 0), () -> stranger.accept(printable(name)));
        });
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
              FileKind.of(attributes)));
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

  /**
   * When a file was written, in nanoseconds since 1970. A time in the future says nothing, so that
   * the time counts instead at which the file system itself last saw the file change.
   */
  public static long written(Path file, FileFacts facts) {
    if (!isFuture(facts.modified())) {
      return facts.modified();
    }
    try {
      FileTime changed =
          (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      return Math.min(facts.modified(), changed.to(TimeUnit.NANOSECONDS));
    } catch (NoSuchFileException e) {
      return facts.modified();
    } catch (IOException e) {
      throw new StoreException("look at", file, e);
    }
  }

  /** Whether a time is later than any clock can be wrong by. */
  public static boolean isFuture(long nanos) {
    return nanos > TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + SKEW;
  }

  /** The text of a small file, or empty when it is not there or is no file. */
  public static Optional<String> text(Path file) {
    if (facts(file).filter(FileFacts::isFile).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException("read", file, e);
    }
  }

  private static boolean list(Path directory, Consumer<Path> consumer) {
    if (facts(directory).filter(FileFacts::isDirectory).isEmpty()) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(consumer);
      return true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw new StoreException("list", directory, e);
    } catch (IOException e) {
      throw new StoreException("list", directory, e);
    }
  }

  private static boolean isPlain(String name) {
    return name.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE);
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.chars()
        .forEach(
            c -> text.append(c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE ? (char) c : '\uFFFD'));
    return text.toString();
  }

  /** Linux says ENOTDIR when a parent in the path is a file; the file itself is then not there. */
  private static boolean isNotDirectory(IOException failure) {
    return failure instanceof FileSystemException system
        && "Not a directory".equals(system.getReason());
  }

  /** What an entry of a directory is. */
  public enum FileKind {
    FILE("a file"),
    DIRECTORY("a directory"),
    LINK("a symbolic link"),
    OTHER("neither a file nor a directory");

    private final String words;

    FileKind(String words) {
      this.words = words;
    }

    /** As in "it is <i>a symbolic link</i>". */
    public String words() {
      return words;
    }

    private static FileKind of(BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        return FILE;
      }
      if (attributes.isDirectory()) {
        return DIRECTORY;
      }
      return attributes.isSymbolicLink() ? LINK : OTHER;
    }
  }

  /**
   * What the file system says of a file.
   *
   * @param modified nanoseconds since 1970
   */
  public record FileFacts(long size, long modified, FileKind kind) {
    public boolean isFile() {
      return kind == FileKind.FILE;
    }

    public boolean isDirectory() {
      return kind == FileKind.DIRECTORY;
    }

    public boolean isLink() {
      return kind == FileKind.LINK;
    }
  }
}
