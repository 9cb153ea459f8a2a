package ink.ml.dp.build.buildkit.filesync;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers when the content of each path last changed. The daemon asks for a file only when its
 * size, mode or modification time is new, and never compares content; a fresh clone gives every
 * file a new time. So times come from here: the old one as long as the content is the same, and one
 * never used before when it is not.
 *
 * <p>Losing the file is harmless (all is sent once more), and so are two builds that write it one
 * after the other: a time is never given twice.
 */
final class MtimeLedger {
  private static final Logger LOG = LoggerFactory.getLogger(MtimeLedger.class);
  private static final int FORMAT = 0x4d4c3031;
  private static final int MAX_ENTRIES = 500_000;

  private record Known(String contentId, boolean executable, long mtime) {}

  private final Optional<Path> file;
  private final long now = MtimeClock.next();
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Known> seen = new HashMap<>();
  private boolean changed;

  private MtimeLedger(Optional<Path> file) {
    this.file = file;
  }

  /** A ledger that remembers nothing: everything counts as changed. */
  static MtimeLedger none() {
    return new MtimeLedger(Optional.empty());
  }

  /** What the file holds; a missing or damaged one counts as empty. */
  static MtimeLedger load(Path file) {
    MtimeLedger ledger = new MtimeLedger(Optional.of(file));
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      ledger.read(in);
    } catch (NoSuchFileException _) {
      return ledger;
    } catch (IOException e) {
      LOG.warn("All files will be sent: the record of their times is unreadable", e);
      ledger.known.clear();
    }
    return ledger;
  }

  private void read(DataInputStream in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("unknown format");
    }
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      known.put(in.readUTF(), new Known(in.readUTF(), in.readBoolean(), in.readLong()));
    }
  }

  /** The entry's modification time in nanoseconds since 1970. */
  long mtime(SourceTree tree, TreeEntry entry) throws IOException {
    if (file.isEmpty()) {
      return now;
    }
    String contentId = ContentId.of(tree, entry);
    Known before = known.get(entry.path());
    Known current =
        before != null
                && before.contentId().equals(contentId)
                && before.executable() == entry.executable()
            ? before
            : new Known(contentId, entry.executable(), now);
    changed |= current != before;
    seen.put(entry.path(), current);
    return current.mtime();
  }

  /** Writes what is new, in one step. */
  void save() throws IOException {
    if (file.isEmpty() || !changed) {
      return;
    }
    known.putAll(seen);
    Map<String, Known> kept = known.size() > MAX_ENTRIES ? seen : known;
    Path directory = file.get().toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path next = Files.createTempFile(directory, ".ledger", null);
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
        write(out, kept);
      }
      Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static void write(DataOutputStream out, Map<String, Known> entries) throws IOException {
    out.writeInt(FORMAT);
    out.writeInt(entries.size());
    for (Map.Entry<String, Known> entry : entries.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue().contentId());
      out.writeBoolean(entry.getValue().executable());
      out.writeLong(entry.getValue().mtime());
    }
  }
}
