package ink.ml.dp.registrygc.digest;

import java.util.Arrays;

/** Digests with a number each (a time, a size), packed, in the order of arrival. */
public final class DigestList {
  private static final int WORDS = 5;

  private long[] words = new long[8 * WORDS];
  private int size;

  /** Adds a digest and its number. */
  public void add(Digest digest, long number) {
    int at = size * WORDS;
    if (at == words.length) {
      words = Arrays.copyOf(words, words.length * 2);
    }
    words[at] = digest.first();
    words[at + 1] = digest.second();
    words[at + 2] = digest.third();
    words[at + 3] = digest.fourth();
    words[at + 4] = number;
    size++;
  }

  /** Replaces a digest's number. Threads may do so at once for different indexes. */
  public void setNumber(int index, long number) {
    words[index * WORDS + 4] = number;
  }

  public int size() {
    return size;
  }

  public Digest digest(int index) {
    int at = index * WORDS;
    return new Digest(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  public long number(int index) {
    return words[index * WORDS + 4];
  }
}
