package ink.ml.dp.registrygc.disk;

import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Removes whole trees, and directories that are empty. */
public final class FileTrees {
  private FileTrees() {}

  /**
   * Removes a file or a whole tree.
   *
   * @return how many bytes its files had
   */
  public static long remove(Disk disk, Path path) {
    Optional<Directories.FileFacts> facts = Directories.facts(path);
    if (facts.isEmpty()) {
      return 0;
    }
    long bytes = 0;
    try {
      if (facts.get().isDirectory()) {
        for (Path entry : Directories.entries(path)) {
          bytes += remove(disk, entry);
        }
        disk.deleteDirectory(path);
      } else {
        bytes = facts.get().size();
        disk.deleteFile(path);
      }
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new StoreException("remove", path, e);
    }
    return bytes;
  }

  /** How many bytes the files of a tree have. */
  public static long size(Path path) {
    Optional<Directories.FileFacts> facts = Directories.facts(path);
    return facts.filter(Directories.FileFacts::isDirectory).isPresent()
        ? Directories.entries(path).stream().mapToLong(FileTrees::size).sum()
        : facts.map(Directories.FileFacts::size).orElse(0L);
  }

  /** Removes a directory if it is empty; says whether it did. It can never remove anything else. */
  public static boolean removeIfEmpty(Disk disk, Path directory) {
    try {
      disk.deleteDirectory(directory);
      return true;
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return false;
    } catch (IOException e) {
      if (isNoDirectory(directory)) {
        return false;
      }
      throw new StoreException("remove the empty directory", directory, e);
    }
  }

  /** As above, for a directory in an open one. */
  public static boolean removeIfEmpty(Disk.Folder parent, String name) throws IOException {
    try {
      parent.deleteDirectory(name);
      return true;
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return false;
    }
  }

  private static boolean isNoDirectory(Path path) {
    return Directories.facts(path).filter(Directories.FileFacts::isDirectory).isEmpty();
  }
}
