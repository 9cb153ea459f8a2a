package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.audit.Subject;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.TrashedRun.Progress.HalfPurged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Removes a trash for good. */
public final class Purger {
  private final Disk disk;
  private final Workers workers;
  private final AuditLog audit;

  public Purger(SweepContext context) {
    this.disk = context.disk();
    this.workers = context.workers();
    this.audit = context.audit();
  }

  /**
   * Removes all that a run moved to the trash and that nobody asked back.
   *
   * @return how many bytes that freed
   */
  public long purge(Trash trash) {
    new TrashedRun(trash, new HalfPurged()).write(disk);
    long bytes = removeAll(trash.objects());
    FileTrees.remove(disk, trash.directory());
    audit.note(new AuditEntry(Action.PURGE, new Subject.Trash(trash.run()), "verified").of(bytes));
    return bytes;
  }

  /**
   * Removes a tree. Many directories are emptied at once, because on some file systems each removal
   * waits for the disk, and those in one directory for each other.
   */
  private long removeAll(Path objects) {
    List<Path> containers = new ArrayList<>();
    containers(objects, containers);
    long bytes = workers.map(containers, this::empty).stream().mapToLong(Long::longValue).sum();
    return bytes + FileTrees.remove(disk, objects);
  }

  /** The directories that hold objects: those of a kind in a repository, and of blobs. */
  private static void containers(Path directory, List<Path> found) {
    for (String name : Directories.names(directory).orElse(List.of())) {
      Path path = directory.resolve(name);
      if (name.startsWith("_") || directory.endsWith("blobs")) {
        found.add(path);
      } else {
        containers(path, found);
      }
    }
  }

  private long empty(Path container) {
    List<String> names = Directories.names(container).orElse(List.of());
    boolean shared = names.size() > Workers.CHUNK;
    return workers
        .ranges(
            names.size(),
            range -> remove(container, names.subList(range.from(), range.to()), shared))
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private long remove(Path container, List<String> names, boolean shared) {
    try (Disk.Folder folder = disk.open(container, shared)) {
      return names.stream().mapToLong(name -> remove(folder, container.resolve(name), name)).sum();
    } catch (IOException e) {
      throw new StoreException("empty", container, e);
    }
  }

  /** Nearly all are files; a tag and an upload are not. */
  private long remove(Disk.Folder folder, Path path, String name) {
    try {
      long bytes = folder.size(name);
      folder.deleteFile(name);
      return bytes;
    } catch (IOException e) {
      return FileTrees.remove(disk, path);
    }
  }
}
