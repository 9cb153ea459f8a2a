package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.Trees;
import ink.ml.dp.registrygc.sweep.JournalRecord.Purging;
import java.time.Instant;

/** Removes a trash for good. */
final class Purger {
  private final Disk disk;
  private final AuditLog audit;

  Purger(Disk disk, AuditLog audit) {
    this.disk = disk;
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
    long bytes = Trees.remove(disk, trash.objects());
    Trees.remove(disk, trash.journal());
    Trees.remove(disk, trash.directory());
    audit.note(new AuditEntry(Action.PURGE, "trash", "", trash.run(), "", bytes, "verified", ""));
    return bytes;
  }
}
