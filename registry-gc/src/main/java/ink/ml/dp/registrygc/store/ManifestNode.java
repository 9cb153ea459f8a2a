package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.store.Manifest.Reference;

/**
 * A manifest with its digests as numbers.
 *
 * @param bytes its own size
 * @param references what it refers to
 * @param sizes how large each reference says it is, {@link Reference#UNKNOWN_SIZE}, or {@link
 *     #ELSEWHERE}
 * @param subject what it is about, or {@link #NONE}
 * @param config its configuration, or {@link #NONE}
 */
public record ManifestNode(long bytes, int[] references, long[] sizes, int subject, int config) {
  /** Stands for the size of a reference whose bytes the registry may lack. */
  public static final long ELSEWHERE = -2;

  /** Stands for no digest. */
  public static final int NONE = -1;
}
