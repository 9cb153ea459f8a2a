package ink.ml.dp.registrygc.guard;

import ink.ml.dp.model.failure.Action;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a file system has. */
@FunctionalInterface
public interface Space {
  /** The room on the file system of this directory. */
  Room of(Path directory);

  /** Asks the file system itself. */
  static Room real(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return new Room(store.getUsableSpace(), store.getTotalSpace());
    } catch (IOException e) {
      throw new GuardException(
          new Action("ask for the free space of " + directory), String.valueOf(e), e);
    }
  }

  /** Bytes that can be written, and all that there are. */
  record Room(long usable, long total) {
    /** Whether less than this part is free. */
    public boolean isBelowPercent(int percent) {
      return usable * 100.0 < total * (double) percent;
    }
  }
}
