package ink.ml.dp.registrygc.sweep;

import java.time.Instant;
import java.util.List;

/** What a run writes down before it does it. */
public sealed interface JournalRecord {
  /** The run began. */
  record Begun(String run, Instant at) implements JournalRecord {}

  /** These objects are about to be hidden. */
  record Intent(List<StoreObject> objects) implements JournalRecord {
    public Intent {
      objects = List.copyOf(objects);
    }
  }

  /** Everything that is kept resolves without what was hidden. */
  record Verified(Instant at) implements JournalRecord {}

  /** What was hidden is about to be removed for good: it cannot be restored as a whole any more. */
  record Purging(Instant at) implements JournalRecord {}
}
