package ink.ml.dp.registrygc.sweep;

import java.time.Instant;
import java.util.List;

/** What a run writes down before it does it. */
public sealed interface JournalRecord {
  /** The run began. */
  record Begun(String run, Instant at) implements JournalRecord {}

  /** These objects are about to be moved to the trash. */
  record Intent(List<StoreObject> objects) implements JournalRecord {
    public Intent {
      objects = List.copyOf(objects);
    }
  }

  /**
   * Everything that is kept resolves without what was moved to the trash.
   *
   * @param bytes how many are in the trash, or {@link #UNKNOWN_BYTES} in a journal of before that
   *     was written down
   */
  record Verified(Instant at, long bytes) implements JournalRecord {
    /** Of a journal that does not say. */
    public static final long UNKNOWN_BYTES = -1;
  }

  /**
   * What was moved to the trash is about to be removed for good: it cannot be restored as a whole
   * any more.
   */
  record Purging(Instant at) implements JournalRecord {}
}
