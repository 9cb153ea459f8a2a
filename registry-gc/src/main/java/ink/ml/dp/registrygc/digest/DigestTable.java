package ink.ml.dp.registrygc.digest;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives every digest a small number, in the order of arrival, so that sets of digests are bit sets
 * and references are integers. A million digests take 32 bytes each and one slot of an
 * open-addressing table, and no objects. Not safe for several threads.
 *
 * <p>A manifest may name digests that nobody computed, so that each table has its own random slots:
 * otherwise a tenant could have them all begin at one, and a run would take hours.
 */
public final class DigestTable {
  /** What {@link #find} answers for a digest that has no number. */
  public static final int ABSENT = -1;

  private static final int WORDS = 4;
  private static final int INITIAL = 1024;

  private final long[] salt = ThreadLocalRandom.current().longs(WORDS).toArray();
  private long[] words = new long[INITIAL * WORDS];
  private int[] slots = new int[INITIAL * 2];
  private int size;

  /** How many digests have a number; the numbers are those below. */
  public int size() {
    return size;
  }

  /** The digest's number, given now if it had none. */
  public int intern(Digest digest) {
    int slot = slotOf(digest);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if ((size + 1) * 2 > slots.length) {
      grow();
      slot = slotOf(digest);
    }
    int id = size++;
    words[id * WORDS] = digest.first();
    words[id * WORDS + 1] = digest.second();
    words[id * WORDS + 2] = digest.third();
    words[id * WORDS + 3] = digest.fourth();
    slots[slot] = id + 1;
    return id;
  }

  /** The digest's number, or {@link #ABSENT}. */
  public int find(Digest digest) {
    return slots[slotOf(digest)] - 1;
  }

  /** The digest with this number. */
  public Digest get(int id) {
    int at = id * WORDS;
    return new Digest(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  private int slotOf(Digest digest) {
    int mask = slots.length - 1;
    int slot = first(digest.first(), digest.second(), digest.third(), digest.fourth()) & mask;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, digest)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Where to begin to look. */
  private int first(long first, long second, long third, long fourth) {
    return (int)
        (mixed(first ^ salt[0], second ^ salt[1]) + mixed(third ^ salt[2], fourth ^ salt[3]));
  }

  /** Both halves of the product, so that every bit of either counts. */
  private static long mixed(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }

  private boolean isAt(int id, Digest digest) {
    int at = id * WORDS;
    return words[at] == digest.first()
        && words[at + 1] == digest.second()
        && words[at + 2] == digest.third()
        && words[at + 3] == digest.fourth();
  }

  private void grow() {
    words = Arrays.copyOf(words, words.length * 2);
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int id = 0; id < size; id++) {
      int at = id * WORDS;
      int slot = first(words[at], words[at + 1], words[at + 2], words[at + 3]) & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = id + 1;
    }
  }
}
