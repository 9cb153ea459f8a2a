package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.Trees;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.JournalRecord.Purging;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Removes a trash for good. */
final class Purger {
  private static final int CHUNK = 64;

  private final Disk disk;
  private final Workers workers;
  private final AuditLog audit;

  Purger(Disk disk, Workers workers, AuditLog audit) {
    this.disk = disk;
    this.workers = workers;
    this.audit = audit;
  }

  /**
   * Removes all that a run hid and that nobody asked back.
   *
   * @return how many bytes that freed
   */
  long purge(Trash trash, Instant now) {
    try (Journal journal = Journal.open(trash, disk)) {
      journal.write(new Purging(now));
    }
    long bytes = removeAll(trash.objects());
    Trees.remove(disk, trash.journal());
    Trees.remove(disk, trash.directory());
    audit.note(new AuditEntry(Action.PURGE, "trash", "", trash.run(), "", bytes, "verified", ""));
    return bytes;
  }

  /** Removes a tree, many entries at once; a directory after what is in it. */
  private long removeAll(Path directory) {
    List<String> names = Directories.names(directory).orElse(List.of());
    long bytes =
        workers.ranges(names.size(), CHUNK, range -> remove(directory, names, range)).stream()
            .mapToLong(Long::longValue)
            .sum();
    return bytes + Trees.remove(disk, directory);
  }

  private long remove(Path directory, List<String> names, Workers.Range range) {
    long bytes = 0;
    for (String name : names.subList(range.from(), range.to())) {
      Path path = directory.resolve(name);
      // What is named by a digest is a file.
      bytes += Digest.ofHex(name).isPresent() ? Trees.remove(disk, path) : removeAll(path);
    }
    return bytes;
  }
}
