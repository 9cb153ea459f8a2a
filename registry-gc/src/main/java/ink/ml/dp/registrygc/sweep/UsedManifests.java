package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which manifests the cluster uses: by digest, by tag, or as one of an index that it uses. */
final class UsedManifests {
  private final Snapshot snapshot;
  private final Map<String, Set<Integer>> used = new HashMap<>();

  UsedManifests(Snapshot snapshot, InUse inUse) {
    this.snapshot = snapshot;
    for (RepositorySnapshot repository : snapshot.repositories()) {
      InUse.RepositoryUse use = inUse.of(repository.name());
      Set<Integer> found = new HashSet<>();
      for (Digest digest : use.digests().keySet()) {
        reach(snapshot.digests().find(digest), found);
      }
      for (RepositorySnapshot.Tag tag : repository.tags()) {
        if (use.tags().containsKey(tag.name())) {
          reach(tag.digest(), found);
        }
      }
      if (!found.isEmpty()) {
        used.put(repository.name(), found);
      }
    }
  }

  /** Whether a digest, as text, is used in a repository; a tag is not looked for. */
  boolean contains(String repository, String reference) {
    Set<Integer> found = used.get(repository);
    return found != null
        && Digest.parse(reference)
            .map(snapshot.digests()::find)
            .filter(id -> id != DigestTable.ABSENT && found.contains(id))
            .isPresent();
  }

  private void reach(int manifest, Set<Integer> found) {
    Deque<Integer> pending = new ArrayDeque<>();
    if (manifest != DigestTable.ABSENT && found.add(manifest)) {
      pending.push(manifest);
    }
    while (!pending.isEmpty()) {
      ManifestNode node = snapshot.manifests().get(pending.pop());
      if (node != null) {
        for (int reference : node.references()) {
          if (found.add(reference)) {
            pending.push(reference);
          }
        }
      }
    }
  }
}
