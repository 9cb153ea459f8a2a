package ink.ml.dp.registrygc.disk;

import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Removes whole trees, and directories that are empty. */
public final class Trees {
  private Trees() {}

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
      if (facts.get().directory()) {
        for (String name : Directories.names(path).orElse(List.of())) {
          bytes += remove(disk, path.resolve(name));
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
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return Directories.facts(path).map(Directories.FileFacts::size).orElse(0L);
    }
    long bytes = 0;
    for (String name : Directories.names(path).orElseThrow()) {
      bytes += size(path.resolve(name));
    }
    return bytes;
  }

  /** Removes a directory if it is empty; says whether it did. It can never remove anything else. */
  public static boolean removeIfEmpty(Disk disk, Path directory) {
    try {
      disk.deleteDirectory(directory);
      return true;
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return false;
    } catch (IOException e) {
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
}
