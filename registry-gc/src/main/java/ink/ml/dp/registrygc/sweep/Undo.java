package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.util.List;

/**
 * Brings back all that a run moved to the trash: blobs before the links to them, links before
 * manifests, manifests before tags. Where a push has put something newer in the place, that stays.
 * A crash in the middle does no harm; undo it again.
 */
public final class Undo {
  private final StoreLayout layout;
  private final Disk disk;
  private final AuditLog audit;

  public Undo(StoreLayout layout, Disk disk, AuditLog audit) {
    this.layout = layout;
    this.disk = disk;
    this.audit = audit;
  }

  /**
   * Brings everything back and removes the trash.
   *
   * @param why the rule for the audit
   * @return how much came back
   */
  public Tally undo(Trash trash, String why) {
    Restorer restorer = new Restorer(layout, disk, List.of(trash));
    Tally restored = new Tally();
    TrashedObjects.bottomUp(trash).forEach(object -> restore(restorer, object, why, restored));
    // What is left was overtaken by a push.
    FileTrees.remove(disk, trash.directory());
    return restored;
  }

  private void restore(Restorer restorer, StoreObject object, String why, Tally restored) {
    if (restorer.restore(object)) {
      long size = FileTrees.size(object.in(layout));
      restored.add(size);
      audit.note(entry(object, size, why));
    }
  }

  static AuditEntry entry(StoreObject object, long size, String why) {
    return new AuditEntry(Action.RESTORE, object.subject(), why).of(size);
  }
}
