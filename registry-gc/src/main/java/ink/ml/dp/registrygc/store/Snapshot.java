package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The whole store at about one moment. It is not atomic, since the registry goes on writing; what
 * follows from it is checked again before anything is final.
 *
 * @param digests the numbers of all digests
 * @param blobs which of them have a directory among the blobs
 * @param manifests what every revision of any repository says, by its number
 * @param oddities what lies between repositories and no registry writes, in words
 * @param unseen what the registry may see and nobody looked at, in words; if there is any, any blob
 *     may be needed
 */
public record Snapshot(
    DigestTable digests,
    List<RepositorySnapshot> repositories,
    BitSet blobs,
    Map<Integer, ManifestNode> manifests,
    List<String> oddities,
    List<String> unseen) {

  /** The digest with this number. */
  public Digest digest(int id) {
    return digests.get(id);
  }
}
