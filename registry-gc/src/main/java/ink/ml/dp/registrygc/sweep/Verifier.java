package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.RepositorySnapshot;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.BrokenReference.Weight;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves every kept tag, manifest and use once more on the disk: the link, each blob's presence,
 * its size as the descriptor says, and the link that lets the repository hand it out.
 */
final class Verifier {
  private final StoreLayout layout;
  private final Workers workers;
  private final Snapshot snapshot;

  Verifier(StoreLayout layout, Workers workers, Snapshot snapshot) {
    this.layout = layout;
    this.workers = workers;
    this.snapshot = snapshot;
  }

  /** What does not resolve, and how many bytes are kept. */
  Verification verify(List<RepositoryPlan> plans, InUse inUse) {
    BlobSizes sizes = BlobSizes.look(layout, workers, snapshot.digests(), plans);
    Found found = new Found(new ConcurrentLinkedQueue<>());
    for (RepositoryPlan plan : plans) {
      List<Decision> tags = plan.keptTags();
      workers.forEach(tags.size(), i -> tag(plan, tags.get(i).tag(), found));
      int[] manifests = plan.keptRevisions().stream().mapToInt(Integer::intValue).toArray();
      Set<Integer> layers = ConcurrentHashMap.newKeySet();
      workers.forEach(manifests.length, i -> manifest(plan, manifests[i], sizes, layers, found));
    }
    plans.forEach(plan -> uses(plan.name(), inUse, found));
    unknownRepositories(plans, inUse, found);
    return new Verification(List.copyOf(found.broken()), sizes.total());
  }

  private void tag(RepositoryPlan plan, RepositorySnapshot.Tag tag, Found found) {
    Path link = layout.tagLink(plan.name(), tag.name());
    Digest digest = snapshot.digest(tag.digest());
    if (!isThere(link)) {
      StoreObject missing = new StoreObject.Tag(plan.name(), tag.name());
      found.add(plan.name(), tag.name(), missing, "the tag is missing", Weight.VANISHED);
    } else if (!plan.keptRevisions().contains(tag.digest())
        // Since the snapshot the tag may have moved to a manifest that the registry checked.
        && Directories.text(link).filter(text -> text.equals(digest.toString())).isPresent()
        && !isThere(layout.revision(plan.name(), digest))) {
      StoreObject missing = new StoreObject.Manifest(plan.name(), digest);
      String problem = "the manifest " + digest + " is missing";
      found.add(plan.name(), tag.name(), missing, problem, Weight.KEPT);
    }
  }

  private void manifest(
      RepositoryPlan plan, int id, BlobSizes sizes, Set<Integer> checkedLayers, Found found) {
    String repository = plan.name();
    Digest digest = snapshot.digest(id);
    String name = digest.toString();
    if (!isThere(layout.revision(repository, digest))) {
      StoreObject missing = new StoreObject.Manifest(repository, digest);
      found.add(repository, name, missing, "it is missing", Weight.VANISHED);
    }
    ManifestNode node = snapshot.manifests().get(id);
    if (node == null) {
      if (sizes.of(id) == BlobSizes.MISSING) {
        StoreObject missing = new StoreObject.Blob(digest);
        found.add(repository, name, missing, "its data is missing", Weight.KEPT);
      }
      return;
    }
    size(repository, name, digest, node.bytes(), sizes.of(id), Weight.KEPT, found);
    // What has no configuration is an index, and what it names are manifests.
    Weight weight = node.config() == ManifestNode.NONE ? Weight.CHILD : Weight.KEPT;
    for (int i = 0; i < node.references().length; i++) {
      int reference = node.references()[i];
      if (node.sizes()[i] == ManifestNode.ELSEWHERE && sizes.of(reference) == BlobSizes.MISSING) {
        continue;
      }
      Digest target = snapshot.digest(reference);
      size(repository, name, target, node.sizes()[i], sizes.of(reference), weight, found);
      if (!plan.keptRevisions().contains(reference)
          && checkedLayers.add(reference)
          && !isThere(layout.layer(repository, target))) {
        StoreObject missing = new StoreObject.Layer(repository, target);
        found.add(repository, name, missing, "the link to " + target + " is missing", weight);
      }
    }
  }

  private static void size(
      String repository,
      String manifest,
      Digest blob,
      long expected,
      long size,
      Weight weight,
      Found found) {
    if (size == BlobSizes.MISSING) {
      StoreObject missing = new StoreObject.Blob(blob);
      found.add(repository, manifest, missing, "the blob " + blob + " is missing", weight);
    } else if (expected >= 0 && expected != size) {
      String problem = "the blob " + blob + " has " + size + " bytes instead of " + expected;
      found.add(repository, manifest, null, problem, weight);
    }
  }

  private void uses(String repository, InUse inUse, Found found) {
    InUse.RepositoryUse use = inUse.of(repository);
    use.digests()
        .forEach(
            (digest, user) -> {
              if (use.certain().contains(digest.toString())
                  && !isThere(layout.revision(repository, digest))) {
                StoreObject missing = new StoreObject.Manifest(repository, digest);
                found.add(repository, digest.toString(), missing, missing(user), Weight.IN_USE);
              }
            });
    use.tags()
        .forEach(
            (tag, user) -> {
              if (use.certain().contains(tag) && !isThere(layout.tagLink(repository, tag))) {
                StoreObject missing = new StoreObject.Tag(repository, tag);
                found.add(repository, tag, missing, missing(user), Weight.IN_USE);
              }
            });
  }

  private static String missing(String user) {
    return "it is in use by " + user + " and missing";
  }

  private static boolean isThere(Path file) {
    return Directories.facts(file).isPresent();
  }

  /** Uses of repositories of ours that are not there at all. */
  private void unknownRepositories(List<RepositoryPlan> plans, InUse inUse, Found found) {
    Set<String> names = plans.stream().map(RepositoryPlan::name).collect(Collectors.toSet());
    for (String repository : inUse.repositories()) {
      if (!names.contains(repository) && RepositoryKind.of(repository).owner().isPresent()) {
        uses(repository, inUse, found);
      }
    }
  }

  /**
   * What was found.
   *
   * @param liveBytes of the blobs that something kept refers to
   */
  record Verification(List<BrokenReference> broken, long liveBytes) {}

  private record Found(Collection<BrokenReference> broken) {
    void add(
        String repository,
        String reference,
        @Nullable StoreObject missing,
        String problem,
        Weight weight) {
      broken.add(new BrokenReference(repository, reference, missing, problem, weight));
    }
  }
}
