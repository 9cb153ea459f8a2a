package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.sweep.JournalRecord.Begun;
import ink.ml.dp.registrygc.sweep.JournalRecord.Intent;
import ink.ml.dp.registrygc.sweep.JournalRecord.Purging;
import ink.ml.dp.registrygc.sweep.JournalRecord.Verified;
import java.time.Instant;
import java.util.List;

/** An earlier run whose trash is still there, and how far the run came. */
public record TrashedRun(Trash trash, Progress progress) {
  /** How far a run came. */
  public sealed interface Progress {
    /** It ended in the middle; nobody knows whether what is left resolves. */
    record Unfinished() implements Progress {}

    /**
     * It ended well; what it moved to the trash can still be restored.
     *
     * @param bytes how many it left in its trash, or {@link Verified#UNKNOWN_BYTES}
     */
    record Finished(Instant at, long bytes) implements Progress {}

    /** It had begun to remove for good. */
    record HalfPurged() implements Progress {}
  }

  /** All runs that left a trash, oldest first. */
  public static List<TrashedRun> all(StoreLayout layout) {
    return Trash.all(layout).stream()
        .map(trash -> new TrashedRun(trash, progress(Journal.read(trash))))
        .toList();
  }

  private static Progress progress(List<JournalRecord> records) {
    Progress progress = new Progress.Unfinished();
    for (JournalRecord record : records) {
      progress =
          switch (record) {
            case Begun begun -> progress;
            case Intent intent -> progress;
            case Verified(Instant at, long bytes) -> new Progress.Finished(at, bytes);
            case Purging purging -> new Progress.HalfPurged();
          };
    }
    return progress;
  }
}
