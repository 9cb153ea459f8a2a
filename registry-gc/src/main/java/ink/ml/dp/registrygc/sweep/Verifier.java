package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.ManifestNode;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import ink.ml.dp.registrygc.sweep.BrokenReference.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

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
    Collection<BrokenReference> broken = new ConcurrentLinkedQueue<>();
    for (RepositoryPlan plan : plans) {
      tags(plan, broken);
      manifests(plan, sizes, broken);
    }
    plans.forEach(plan -> uses(plan.name(), inUse, broken));
    unknownRepositories(plans, inUse, broken);
    return new Verification(List.copyOf(broken), sizes.total());
  }

  private void tags(RepositoryPlan plan, Collection<BrokenReference> broken) {
    List<Decision> kept = plan.keptTags();
    workers.ranges(
        kept.size(),
        range -> {
          for (Decision decision : kept.subList(range.from(), range.to())) {
            String tag = decision.tag().name();
            Digest digest = snapshot.digest(decision.tag().digest());
            if (Directories.facts(layout.tagLink(plan.name(), tag)).isEmpty()) {
              StoreObject missing = new StoreObject.Tag(plan.name(), tag);
              broken.add(
                  new BrokenReference(
                      plan.name(), tag, missing, "the tag is missing", Weight.VANISHED));
            } else if (!plan.keptRevisions().contains(decision.tag().digest())) {
              // Since the snapshot the tag may have moved to a manifest that the registry checked.
              noManifest(plan.name(), tag, digest, broken);
            }
          }
          return range;
        });
  }

  private void noManifest(
      String repository, String reference, Digest digest, Collection<BrokenReference> broken) {
    if (Directories.text(layout.tagLink(repository, reference))
            .filter(text -> text.equals(digest.toString()))
            .isPresent()
        && Directories.facts(layout.revision(repository, digest)).isEmpty()) {
      broken.add(
          new BrokenReference(
              repository,
              reference,
              new StoreObject.Manifest(repository, digest),
              "the manifest " + digest + " is missing",
              Weight.KEPT));
    }
  }

  private void manifests(RepositoryPlan plan, BlobSizes sizes, Collection<BrokenReference> broken) {
    int[] ids = plan.keptRevisions().stream().mapToInt(Integer::intValue).toArray();
    Set<Integer> layers = ConcurrentHashMap.newKeySet();
    workers.ranges(
        ids.length,
        range -> {
          for (int i = range.from(); i < range.to(); i++) {
            manifest(plan, ids[i], sizes, layers, broken);
          }
          return range;
        });
  }

  private void manifest(
      RepositoryPlan plan,
      int id,
      BlobSizes sizes,
      Set<Integer> checkedLayers,
      Collection<BrokenReference> broken) {
    String repository = plan.name();
    Digest digest = snapshot.digest(id);
    if (Directories.facts(layout.revision(repository, digest)).isEmpty()) {
      broken.add(
          new BrokenReference(
              repository,
              digest.toString(),
              new StoreObject.Manifest(repository, digest),
              "it is missing",
              Weight.VANISHED));
    }
    ManifestNode node = snapshot.manifests().get(id);
    if (node == null) {
      if (sizes.of(id) == BlobSizes.MISSING) {
        broken.add(
            problem(repository, digest, new StoreObject.Blob(digest), "its data is missing"));
      }
      return;
    }
    size(repository, digest, digest, node.bytes(), sizes.of(id), Weight.KEPT, broken);
    // What has no configuration is an index, and what it names are manifests.
    Weight weight = node.config() == ManifestNode.NONE ? Weight.CHILD : Weight.KEPT;
    for (int i = 0; i < node.references().length; i++) {
      int reference = node.references()[i];
      if (node.sizes()[i] == ManifestNode.ELSEWHERE && sizes.of(reference) == BlobSizes.MISSING) {
        continue;
      }
      Digest target = snapshot.digest(reference);
      size(repository, digest, target, node.sizes()[i], sizes.of(reference), weight, broken);
      if (!plan.keptRevisions().contains(reference) && checkedLayers.add(reference)) {
        layer(repository, digest, target, weight, broken);
      }
    }
  }

  private void layer(
      String repository,
      Digest manifest,
      Digest layer,
      Weight weight,
      Collection<BrokenReference> broken) {
    if (Directories.facts(layout.layer(repository, layer)).isEmpty()) {
      broken.add(
          new BrokenReference(
              repository,
              manifest.toString(),
              new StoreObject.Layer(repository, layer),
              "the link to " + layer + " is missing",
              weight));
    }
  }

  private static void size(
      String repository,
      Digest manifest,
      Digest blob,
      long expected,
      long found,
      Weight weight,
      Collection<BrokenReference> broken) {
    if (found == BlobSizes.MISSING) {
      broken.add(
          new BrokenReference(
              repository,
              manifest.toString(),
              new StoreObject.Blob(blob),
              "the blob " + blob + " is missing",
              weight));
    } else if (expected >= 0 && expected != found) {
      String problem = "the blob " + blob + " has " + found + " bytes instead of " + expected;
      broken.add(new BrokenReference(repository, manifest.toString(), null, problem, weight));
    }
  }

  private static BrokenReference problem(
      String repository, Digest manifest, StoreObject missing, String problem) {
    return new BrokenReference(repository, manifest.toString(), missing, problem, Weight.KEPT);
  }

  private void uses(String repository, InUse inUse, Collection<BrokenReference> broken) {
    InUse.RepositoryUse use = inUse.of(repository);
    for (Digest digest : use.digests().keySet()) {
      if (use.certain().contains(digest.toString())
          && Directories.facts(layout.revision(repository, digest)).isEmpty()) {
        broken.add(
            new BrokenReference(
                repository,
                digest.toString(),
                new StoreObject.Manifest(repository, digest),
                "it is in use by " + use.digests().get(digest) + " and missing",
                Weight.IN_USE));
      }
    }
    for (String tag : use.tags().keySet()) {
      if (use.certain().contains(tag)
          && Directories.facts(layout.tagLink(repository, tag)).isEmpty()) {
        String problem = "it is in use by " + use.tags().get(tag) + " and missing";
        StoreObject missing = new StoreObject.Tag(repository, tag);
        broken.add(new BrokenReference(repository, tag, missing, problem, Weight.IN_USE));
      }
    }
  }

  /** Uses of repositories of ours that are not there at all. */
  private void unknownRepositories(
      List<RepositoryPlan> plans, InUse inUse, Collection<BrokenReference> broken) {
    List<String> known = new ArrayList<>(plans.stream().map(RepositoryPlan::name).toList());
    Set<String> names = Set.copyOf(known);
    for (String repository : inUse.repositories()) {
      if (!names.contains(repository) && RepositoryKind.of(repository).owner().isPresent()) {
        uses(repository, inUse, broken);
      }
    }
  }

  /**
   * What was found.
   *
   * @param liveBytes of the blobs that something kept refers to
   */
  record Verification(List<BrokenReference> broken, long liveBytes) {}
}
