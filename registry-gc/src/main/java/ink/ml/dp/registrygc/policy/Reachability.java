package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What can be reached in one repository. Every repository is walked on its own: a manifest that one
 * repository reaches says nothing about another one, which may lack what the manifest refers to.
 */
final class Reachability {
  private final Map<Integer, ManifestNode> manifests;
  private final RepositorySnapshot repository;
  private final Set<Integer> revisions;
  private final Set<Integer> kept = new HashSet<>();
  private final Set<Integer> referenced = new HashSet<>();
  private final Deque<Integer> pending = new ArrayDeque<>();

  Reachability(Map<Integer, ManifestNode> manifests, RepositorySnapshot repository) {
    this.manifests = manifests;
    this.repository = repository;
    this.revisions = IntStream.of(repository.revisions()).boxed().collect(Collectors.toSet());
  }

  /** Keeps a manifest with everything it refers to. */
  void keep(int manifest) {
    reach(manifest);
    while (!pending.isEmpty()) {
      ManifestNode node = manifests.get(pending.pop());
      if (node != null) {
        for (int reference : node.references()) {
          reach(reference);
        }
      }
    }
  }

  /**
   * Keeps every manifest whose subject is kept.
   *
   * @return whether that kept any
   */
  boolean followSubjects() {
    int before = kept.size();
    for (int revision : repository.revisions()) {
      ManifestNode node = manifests.get(revision);
      if (node != null && node.subject() != ManifestNode.NONE && kept.contains(node.subject())) {
        keep(revision);
      }
    }
    return kept.size() > before;
  }

  /** Whether a manifest of this repository is kept. */
  boolean keeps(int manifest) {
    return kept.contains(manifest);
  }

  /** The manifests of this repository that are kept. */
  Set<Integer> kept() {
    return kept;
  }

  /** Whether the repository has a manifest. */
  boolean exists(int manifest) {
    return revisions.contains(manifest);
  }

  /** Whether a kept manifest refers to this, or is it. */
  boolean needs(int digest) {
    return referenced.contains(digest);
  }

  /** What kept manifests refer to, and the kept manifests. */
  int[] referenced() {
    return referenced.stream().mapToInt(Integer::intValue).toArray();
  }

  private void reach(int digest) {
    referenced.add(digest);
    if (revisions.contains(digest) && kept.add(digest)) {
      pending.push(digest);
    }
  }
}
