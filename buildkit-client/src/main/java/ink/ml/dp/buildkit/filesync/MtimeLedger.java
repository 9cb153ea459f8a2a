package ink.ml.dp.buildkit.filesync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers when the content of each path last changed. The daemon asks for a file only when its
 * size, mode or modification time is new, and never compares content; a fresh clone gives every
 * file a new time. So times come from here: the old one as long as the content is the same, and one
 * never used before when it is not.
 *
 * <p>Losing the file is harmless (all is sent once more), and so are two builds that write it one
 * after the other: a time is never given twice. Safe for use by several transfers at a time.
 */
final class MtimeLedger {
  private final Optional<LedgerFile> file;
  private final Map<String, Known> known;
  private final Map<String, Known> seen = new HashMap<>();
  private final long now;
  private boolean changed;

  /** What is remembered of a path. */
  record Known(String contentId, boolean executable, long mtime) {}

  private MtimeLedger(Optional<LedgerFile> file, Map<String, Known> known) {
    this.file = file;
    this.known = known;
    now = MtimeClock.after(known.values().stream().mapToLong(Known::mtime).max().orElse(0));
  }

  /** A ledger that remembers nothing: everything counts as changed. */
  static MtimeLedger none() {
    return new MtimeLedger(Optional.empty(), new HashMap<>());
  }

  /** What the file holds; a missing or damaged one counts as empty. */
  static MtimeLedger load(Path path) {
    LedgerFile file = new LedgerFile(path);
    return new MtimeLedger(Optional.of(file), file.read());
  }

  /** The entry's modification time in nanoseconds since 1970. Reads the content of files. */
  long mtime(SourceTree tree, TreeEntry entry) throws IOException {
    return file.isEmpty() ? now : mtime(entry, ContentId.of(tree, entry));
  }

  private synchronized long mtime(TreeEntry entry, String contentId) {
    Known before = known.get(entry.path());
    Known current = new Known(contentId, entry.executable(), now);
    if (before != null
        && before.contentId().equals(contentId)
        && before.executable() == entry.executable()) {
      current = before;
    } else {
      changed = true;
      known.put(entry.path(), current);
    }
    seen.put(entry.path(), current);
    return current.mtime();
  }

  /** Writes what is new, in one step. */
  synchronized void save() throws IOException {
    if (file.isPresent() && changed) {
      file.get().write(known.size() > LedgerFile.MAX_ENTRIES ? seen : known);
      changed = false;
    }
  }
}
