package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Upload;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What becomes of a repository.
 *
 * @param tags what becomes of each tag
 * @param keptRevisions the manifests that stay
 * @param referenced what the manifests that stay refer to, and themselves
 * @param condemned the manifests that go, with the reason for each
 * @param condemnedLayers the layer links that go
 * @param condemnedLayerTimes when each of them was last written
 * @param staleUploads the uploads that go
 */
public record RepositoryPlan(
    RepositorySnapshot repository,
    RepositoryKind kind,
    List<Decision> tags,
    Set<Integer> keptRevisions,
    int[] referenced,
    List<Condemned> condemned,
    int[] condemnedLayers,
    long[] condemnedLayerTimes,
    List<Upload> staleUploads) {
  /** A manifest that goes. */
  public record Condemned(int digest, long pushed, Rule rule) {}

  RepositoryPlan withStaleUploads(List<Upload> uploads) {
    return new RepositoryPlan(
        repository,
        kind,
        tags,
        keptRevisions,
        referenced,
        condemned,
        condemnedLayers,
        condemnedLayerTimes,
        uploads);
  }

  /** The layers whose links stay. */
  public IntStream keptLayers() {
    Set<Integer> gone = IntStream.of(condemnedLayers).boxed().collect(Collectors.toSet());
    return IntStream.of(repository.layers()).filter(layer -> !gone.contains(layer));
  }

  /** The repository's path. */
  public String name() {
    return repository.name();
  }

  /** The tags that go. */
  public List<Decision> condemnedTags() {
    return tags.stream().filter(decision -> !decision.rule().keeps()).toList();
  }

  /** The tags that stay. */
  public List<Decision> keptTags() {
    return tags.stream().filter(decision -> decision.rule().keeps()).toList();
  }
}
