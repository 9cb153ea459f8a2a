package ink.ml.dp.registrygc.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The disk itself. */
public final class RealDisk implements Disk {
  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    // Atomic, so that it is rename(2) or a failure, and never a copy to another file system.
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void link(Path existing, Path place) throws IOException {
    Files.createLink(place, existing);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    // remove(3), which need not look first what it is; the other one says why it failed.
    if (!file.toFile().delete()) {
      Files.delete(file);
    }
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    Files.delete(directory);
  }

  @Override
  public Folder open(Path directory, boolean shared) throws IOException {
    return RealFolder.open(directory, shared);
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    forceParent(file);
  }

  private static void forceParent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
