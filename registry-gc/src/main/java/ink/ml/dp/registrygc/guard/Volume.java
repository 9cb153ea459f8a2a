package ink.ml.dp.registrygc.guard;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Whether the directory is a registry's, and one file system, so that renames are renames. */
public final class Volume {
  private static final Action TRIED = new Action("use the registry's directory");

  private Volume() {}

  /**
   * Checks that there is a store.
   *
   * @throws GuardException when there is none
   */
  public static void requireStore(StoreLayout layout) {
    for (Path path : List.of(layout.blobs(), layout.repositories())) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new GuardException(TRIED, path + " is not there; is this the right volume?");
      }
    }
  }

  /**
   * Checks that our own directory is on the store's file system.
   *
   * @throws GuardException when it is not
   */
  public static void requireOneFileSystem(StoreLayout layout) {
    try {
      Object device = Files.getAttribute(layout.gc(), "unix:dev");
      for (Path path : List.of(layout.blobs(), layout.repositories())) {
        if (!device.equals(Files.getAttribute(path, "unix:dev"))) {
          throw new GuardException(TRIED, path + " is on another file system than " + layout.gc());
        }
      }
    } catch (IOException e) {
      throw new GuardException(TRIED, "it cannot be looked at: " + e, e);
    }
  }

  /**
   * Checks that files can be linked, since that is how what was moved comes back: it replaces
   * nothing that has taken the place.
   *
   * @throws GuardException when they cannot
   */
  public static void requireHardLinks(StoreLayout layout, Disk disk) {
    Path probe = layout.gc().resolve("probe");
    Path second = layout.gc().resolve("probe-link");
    try {
      FileTrees.remove(disk, second);
      disk.write(probe, new byte[0]);
      disk.link(probe, second);
    } catch (IOException | UnsupportedOperationException e) {
      throw new GuardException(
          TRIED,
          "its file system makes no hard links, by which what was moved comes back: " + e,
          e);
    } finally {
      FileTrees.remove(disk, second);
      FileTrees.remove(disk, probe);
    }
  }
}
