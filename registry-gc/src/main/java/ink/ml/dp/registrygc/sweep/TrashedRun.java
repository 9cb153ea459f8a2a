package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run whose trash is still there, and how far the run came, which a file beside the trash says. A
 * file that is missing or damaged says nothing, and the run counts as unfinished.
 */
public record TrashedRun(Trash trash, Progress progress) {
  private static final String PURGING = "purging";
  private static final Pattern VERIFIED = Pattern.compile("verified (\\S+) (\\d{1,18})");

  /** How far a run came. */
  public sealed interface Progress {
    /** It ended in the middle; nobody knows whether what is left resolves. */
    record Unfinished() implements Progress {}

    /**
     * It ended well: everything that is kept resolves without what it moved to the trash, which can
     * still be restored.
     *
     * @param bytes how many it left in its trash
     */
    record Finished(Instant at, long bytes) implements Progress {}

    /** It had begun to remove for good: it cannot be restored as a whole any more. */
    record HalfPurged() implements Progress {}
  }

  /** All runs that left a trash, oldest first. */
  public static List<TrashedRun> all(StoreLayout layout) {
    return Trash.all(layout).stream()
        .map(
            trash -> new TrashedRun(trash, progress(Directories.text(trash.progress()).orElse(""))))
        .toList();
  }

  /** Writes down how far the run came, and waits until the disk has it. */
  void write(Disk disk) {
    String text =
        switch (progress) {
          case Progress.Unfinished() -> "";
          case Progress.Finished(Instant at, long bytes) -> "verified " + at + " " + bytes;
          case Progress.HalfPurged() -> PURGING;
        };
    try {
      disk.createDirectories(trash.directory());
      disk.write(trash.progress(), text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new StoreException("write", trash.progress(), e);
    }
  }

  private static Progress progress(String text) {
    Matcher verified = VERIFIED.matcher(text);
    try {
      if (verified.matches()) {
        Instant at = Instant.parse(verified.group(1));
        return new Progress.Finished(at, Long.parseLong(verified.group(2)));
      }
    } catch (DateTimeException e) {
      return new Progress.Unfinished();
    }
    return text.equals(PURGING) ? new Progress.HalfPurged() : new Progress.Unfinished();
  }
}
