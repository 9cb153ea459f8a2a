package ink.ml.dp.registrygc.guard;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Lets one run at a time change a store. The kernel releases it when the process ends anyhow. */
public final class StoreLock implements AutoCloseable {
  private static final Action TRIED = new Action("take the lock of the store");

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws GuardException when another run has it or the disk cannot be written
   */
  public static StoreLock take(StoreLayout layout) {
    Path file = layout.gc().resolve("lock");
    try {
      Files.createDirectories(layout.gc());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new GuardException(TRIED, "another run has it");
      }
      return new StoreLock(channel);
    } catch (IOException e) {
      throw new GuardException(TRIED, "the file " + file + " cannot be written: " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new GuardException(new Action("release the lock of the store"), String.valueOf(e), e);
    }
  }
}
