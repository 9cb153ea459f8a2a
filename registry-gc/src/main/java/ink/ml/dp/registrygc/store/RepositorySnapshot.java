package ink.ml.dp.registrygc.store;

import java.util.List;

/**
 * A repository at the time of the snapshot. Digests are their numbers in {@link
 * Snapshot#digests()}; times are nanoseconds since 1970.
 *
 * @param revisionTimes when each revision was last pushed, by the revisions' indexes
 * @param layerTimes when each layer was last linked, by the layers' indexes
 * @param hollowRevisions directories of revisions without a link in them
 * @param hollowLayers directories of layers without a link in them
 * @param anomalies what nobody can be sure of, in words; if there is any, everything stays
 */
public record RepositorySnapshot(
    String name,
    List<Tag> tags,
    int[] revisions,
    long[] revisionTimes,
    int[] layers,
    long[] layerTimes,
    int[] hollowRevisions,
    int[] hollowLayers,
    List<Upload> uploads,
    List<String> anomalies) {
  /** The same with these anomalies. */
  public RepositorySnapshot withAnomalies(List<String> all) {
    return new RepositorySnapshot(
        name,
        tags,
        revisions,
        revisionTimes,
        layers,
        layerTimes,
        hollowRevisions,
        hollowLayers,
        uploads,
        List.copyOf(all));
  }

  /**
   * A tag.
   *
   * @param pushed when it was last pushed, which also a push of the same content renews
   */
  public record Tag(String name, int digest, long pushed) {}

  /**
   * An upload in progress, or given up.
   *
   * @param touched when the newest of its files was written
   */
  public record Upload(String id, long touched) {}
}
