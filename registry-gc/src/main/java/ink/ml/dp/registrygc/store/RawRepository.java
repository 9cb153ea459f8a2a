package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Upload;
import java.nio.file.Path;
import java.util.List;

/**
 * A repository as its directories say, before digests have numbers.
 *
 * @param revisions with the time of each link in nanoseconds, or {@link #NO_LINK}
 * @param layers likewise
 * @param anomalies what nobody can be sure of, in words
 * @param links symbolic links in the place of its directories
 */
record RawRepository(
    String name,
    List<RawTag> tags,
    DigestList revisions,
    DigestList layers,
    List<Upload> uploads,
    List<String> anomalies,
    List<Path> links) {
  /** Stands for the time of a link whose directory is there without it. */
  static final long NO_LINK = Long.MIN_VALUE;

  record RawTag(String name, Digest digest, long pushed) {}
}
