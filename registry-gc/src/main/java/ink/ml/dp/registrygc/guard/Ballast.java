package ink.ml.dp.registrygc.guard;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file whose only use is to be removed: on a full disk the canary could not be written, and the
 * garbage collection that makes room could not begin.
 *
 * @param bytes how large it is; zero for none
 */
public record Ballast(StoreLayout layout, Disk disk, Space space, int bytes) {
  /** Removes the ballast when there is no room for a run without. */
  public void release() {
    if (Files.exists(file()) && space.of(layout.gc()).usable() < bytes) {
      FileTrees.remove(disk, file());
    }
  }

  /** Lays it down when there is plenty of room. */
  public void renew() {
    if (bytes == 0 || Files.exists(file()) || space.of(layout.gc()).usable() < 8L * bytes) {
      return;
    }
    try {
      disk.write(file(), new byte[bytes]);
    } catch (IOException e) {
      throw new StoreException("lay down", file(), e);
    }
  }

  private Path file() {
    return layout.gc().resolve("ballast");
  }
}
