package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.store.RepositorySnapshot.Tag;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** The order in which tags were pushed, and whether the disk still knows it. */
final class PushOrder {
  private static final int TRUSTED_PERCENT = 90;

  private PushOrder() {}

  /**
   * The tags, newest first. Tags that were pushed in the same nanosecond follow the time that their
   * image says it was created at, which is otherwise not believed: reproducible builds all say the
   * same, and a build from a cache says when the cache was filled.
   *
   * @param created when a tag's image says it was created
   */
  static List<Tag> newestFirst(List<Tag> tags, ToLongFunction<Tag> created) {
    Comparator<Tag> order =
        Comparator.comparingLong(Tag::pushed).thenComparingLong(created).thenComparing(Tag::name);
    return tags.stream().sorted(order.reversed()).toList();
  }

  /** Whether so many tags were written within one window that a copy of the disk explains it. */
  static boolean isUntrusted(List<Tag> tags, Duration window) {
    if (window.isZero() || tags.size() < 2) {
      return false;
    }
    long[] times = tags.stream().mapToLong(Tag::pushed).sorted().toArray();
    int within = Math.ceilDiv(times.length * TRUSTED_PERCENT, 100);
    for (int first = 0; first + within <= times.length; first++) {
      if (times[first + within - 1] - times[first] <= window.toNanos()) {
        return true;
      }
    }
    return false;
  }
}
