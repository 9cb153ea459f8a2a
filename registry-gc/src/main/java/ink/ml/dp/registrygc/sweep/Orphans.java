package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The blobs that nothing refers to, as their files say: the old ones go, the young ones may be
 * about to be linked, and some directories hold no file at all.
 */
public final class Orphans {
  private static final long YOUNG = -1;
  private static final long HOLLOW = -2;
  private static final long NO_FILE = -3;

  private final DigestTable digests;
  private final int[] ids;
  private final long[] sizes;

  private Orphans(DigestTable digests, int[] ids, long[] sizes) {
    this.digests = digests;
    this.ids = ids;
    this.sizes = sizes;
  }

  /** Looks at each of these blobs' files. */
  public static Orphans look(
      StoreLayout layout,
      Workers workers,
      DigestTable digests,
      BitSet orphans,
      Duration minAge,
      Instant now) {
    int[] ids = orphans.stream().toArray();
    long[] sizes = new long[ids.length];
    long newest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - minAge.toNanos();
    workers.forEach(
        ids.length,
        i -> {
          Path file = layout.blob(digests.get(ids[i]));
          sizes[i] = Directories.facts(file).map(f -> size(file, f, newest)).orElse(HOLLOW);
        });
    return new Orphans(digests, ids, sizes);
  }

  private static long size(Path file, FileFacts facts, long newest) {
    if (!facts.isFile()) {
      return NO_FILE;
    }
    return Directories.written(file, facts) > newest ? YOUNG : facts.size();
  }

  /** Hands over the blobs that are old enough. */
  public void forEach(Consumer consumer) {
    for (int i = 0; i < ids.length; i++) {
      if (sizes[i] >= 0) {
        consumer.accept(ids[i], digests.get(ids[i]), sizes[i]);
      }
    }
  }

  /**
   * The numbers of those whose directories hold no file.
   *
   * @param gone whether the files that are old enough have gone
   */
  public int[] hollow(boolean gone) {
    return IntStream.range(0, ids.length)
        .filter(i -> sizes[i] == HOLLOW || gone && sizes[i] >= 0)
        .map(i -> ids[i])
        .toArray();
  }

  /** How many are old enough. */
  public long count() {
    return Arrays.stream(sizes).filter(size -> size >= 0).count();
  }

  /** How many bytes those have. */
  public long bytes() {
    return Arrays.stream(sizes).filter(size -> size >= 0).sum();
  }

  /** Takes a blob. */
  @FunctionalInterface
  public interface Consumer {
    void accept(int id, Digest digest, long size);
  }
}
