package ink.ml.dp.registrygc.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The changes that are made to a disk. Each is one step that either happens or does not, as far as
 * another process or a crash can see.
 */
public interface Disk {
  /** Creates a directory and its parents where they are missing. */
  void createDirectories(Path directory) throws IOException;

  /**
   * Renames a file or a directory within one file system.
   *
   * @throws java.nio.file.NoSuchFileException when it is not there (any more)
   * @throws IOException also when a directory that is not empty is in the place already
   */
  void move(Path from, Path to) throws IOException;

  /**
   * Puts a file back without replacing what has taken its place.
   *
   * @throws FileAlreadyExistsException when something has
   * @throws java.nio.file.NoSuchFileException when there is nothing to put back
   */
  void link(Path existing, Path place) throws IOException;

  /** Removes a file. */
  void deleteFile(Path file) throws IOException;

  /**
   * Removes an empty directory.
   *
   * @throws java.nio.file.DirectoryNotEmptyException when something is in it
   */
  void deleteDirectory(Path directory) throws IOException;

  /**
   * Opens a directory to remove what is in it by short names, which spares each removal the walk
   * along the path.
   *
   * @param shared whether several threads, each with a folder of its own, remove from it at once
   * @throws java.nio.file.NoSuchFileException when it is not there
   */
  Folder open(Path directory, boolean shared) throws IOException;

  /** Replaces a whole file; after a crash it holds either the old bytes or the new ones. */
  void write(Path file, byte[] bytes) throws IOException;

  /** An open directory, for one thread. A name may lead further down ({@code a/b}). */
  interface Folder extends AutoCloseable {
    /**
     * How many bytes a file has.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    long size(String name) throws IOException;

    /**
     * Removes a file.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    void deleteFile(String name) throws IOException;

    /**
     * Removes an empty directory.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     * @throws java.nio.file.DirectoryNotEmptyException when something is in it
     */
    void deleteDirectory(String name) throws IOException;

    @Override
    void close() throws IOException;
  }
}
