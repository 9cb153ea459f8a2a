package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings single objects back. What the registry has written in the meantime stays: it is newer, and
 * a blob of the same digest has the same bytes. Repeating it is harmless.
 */
final class Restorer {
  private final StoreLayout layout;
  private final Disk disk;
  private final List<Trash> trashes;

  /**
   * @param trashes where to look, in this order
   */
  Restorer(StoreLayout layout, Disk disk, List<Trash> trashes) {
    this.layout = layout;
    this.disk = disk;
    this.trashes = trashes;
  }

  /** Whether the store lacks the object and a trash has it. */
  boolean isRestorable(StoreObject object) {
    return !isPresent(object)
        && trashes.stream().anyMatch(trash -> Directories.facts(object.in(trash)).isPresent());
  }

  /** Whether the store has the object, as far as the registry can tell. */
  boolean isPresent(StoreObject object) {
    Path path = object.in(layout);
    Path tells = object instanceof StoreObject.Tag ? path.resolve("current/link") : path;
    return Directories.facts(tells).isPresent();
  }

  /**
   * Brings an object back if the store lacks it.
   *
   * @return whether it came back
   */
  boolean restore(StoreObject object) {
    if (isPresent(object)) {
      return false;
    }
    for (Trash trash : trashes) {
      if (restore(object, object.in(trash))) {
        return true;
      }
    }
    return false;
  }

  private boolean restore(StoreObject object, Path from) {
    if (Directories.facts(from).isEmpty()) {
      return false;
    }
    Path place = object.in(layout);
    try {
      Path parent = place.getParent();
      if (parent != null) {
        disk.createDirectories(parent);
      }
      if (object.isDirectory()) {
        disk.move(from, place);
      } else {
        linkBack(from, place);
      }
      return true;
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException | NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (object.isDirectory() && Directories.facts(place).isPresent()) {
        return false;
      }
      throw new StoreException("restore", place, e);
    }
  }

  private void linkBack(Path from, Path place) throws IOException {
    disk.link(from, place);
    FileTrees.remove(disk, from);
  }
}
