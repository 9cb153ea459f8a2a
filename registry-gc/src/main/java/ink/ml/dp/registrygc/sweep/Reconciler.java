package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Manifest;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.ManifestState;
import ink.ml.dp.registrygc.store.RepositoryFinder;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds what was pushed, linked or deployed since the snapshot, and brings back whatever of it was
 * moved to the trash. It can run as often as one likes.
 */
public final class Reconciler {
  private final StoreLayout layout;
  private final Workers workers;
  private final DigestTable digests;
  private final Map<String, RepositoryPlan> plans;
  private final ManifestReader manifests;
  private final Restorer restorer;
  private final AuditLog audit;
  private final BitSet wanted = new BitSet();
  private final Tally restored = new Tally();

  Reconciler(
      SweepContext context, DigestTable digests, List<RepositoryPlan> plans, List<Trash> trashes) {
    this.layout = context.layout();
    this.workers = context.workers();
    this.digests = digests;
    this.plans = new HashMap<>();
    plans.forEach(plan -> this.plans.put(plan.name(), plan));
    this.manifests = new ManifestReader(layout);
    this.restorer = new Restorer(layout, context.disk(), trashes);
    this.audit = context.audit();
  }

  /** Brings back what is in use and was moved to the trash by earlier runs. */
  public static Tally restoreUses(SweepContext context, List<Trash> older, InUse inUse) {
    Reconciler reconciler = new Reconciler(context, new DigestTable(), List.of(), older);
    reconciler.uses(inUse, new HashSet<>());
    return reconciler.restored();
  }

  /** Looks at every link and every use now. */
  void pass(InUse inUse) {
    Set<StoreObject> visited = new HashSet<>();
    for (Found found : workers.map(new RepositoryFinder(layout).find(), this::look)) {
      found.manifests().forEach(digest -> ensure(found.repository(), digest, visited));
      found.layers().forEach(this::want);
    }
    uses(inUse, visited);
  }

  /**
   * Brings back something that a kept reference needs, with what it needs in turn.
   *
   * @return whether anything came back
   */
  boolean demand(StoreObject object) {
    long before = restored.objects();
    restore(object);
    switch (object) {
      case StoreObject.Manifest(String repository, Digest digest) ->
          ensure(repository, digest, new HashSet<>());
      // An index names its manifests as it names layers; only the repository knows which they are.
      case StoreObject.Layer(String repository, Digest digest) ->
          ensure(repository, digest, new HashSet<>());
      case StoreObject.Tag _, StoreObject.Upload _, StoreObject.Blob _ -> {}
    }
    return restored.objects() > before;
  }

  /** The blobs that something turned out to refer to, by number. */
  BitSet wanted() {
    return wanted;
  }

  /** What came back. */
  Tally restored() {
    return restored;
  }

  /** The links of a repository that the plan does not leave to it. Changes nothing. */
  private Found look(String repository) {
    RepositoryPlan plan = plans.get(repository);
    Set<Integer> revisions = plan == null ? Set.of() : plan.keptRevisions();
    // Their blobs are no candidates.
    Set<Integer> layers =
        plan == null ? Set.of() : plan.keptLayers().boxed().collect(Collectors.toSet());
    return new Found(
        repository,
        links(layout.revisions(repository), revisions),
        links(layout.layers(repository), layers));
  }

  private List<Digest> links(Path directory, Set<Integer> known) {
    DigestList all = Directories.digests(directory, stranger -> {});
    return workers
        .ranges(
            all.size(),
            range ->
                IntStream.range(range.from(), range.to())
                    .mapToObj(all::digest)
                    .filter(digest -> !known.contains(digests.find(digest)))
                    .filter(digest -> isLinked(directory, digest))
                    .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isLinked(Path directory, Digest digest) {
    return Directories.exists(directory.resolve(digest.hex() + "/" + StoreLayout.LINK));
  }

  private void uses(InUse inUse, Set<StoreObject> visited) {
    for (String repository : inUse.repositories()) {
      InUse.RepositoryUse use = inUse.of(repository);
      use.digests().keySet().forEach(digest -> ensure(repository, digest, visited));
      for (String tag : use.tags().keySet()) {
        restore(new StoreObject.Tag(repository, tag));
        Directories.text(layout.tagLink(repository, tag))
            .flatMap(Digest::parse)
            .ifPresent(digest -> ensure(repository, digest, visited));
      }
    }
  }

  /** Brings back a manifest with everything it refers to, as far as any trash has it. */
  private void ensure(String repository, Digest digest, Set<StoreObject> visited) {
    StoreObject manifest = new StoreObject.Manifest(repository, digest);
    if (!visited.add(manifest)) {
      return;
    }
    if (!restorer.isPresent(manifest) && !restorer.isRestorable(manifest)) {
      return;
    }
    want(digest);
    if (!(manifests.read(digest) instanceof ManifestState.Readable(Manifest read, long size))) {
      return;
    }
    for (Manifest.Reference reference : read.references()) {
      want(reference.digest());
      restore(new StoreObject.Layer(repository, reference.digest()));
      ensure(repository, reference.digest(), visited);
    }
    // Last, so that nobody finds a manifest whose layers are still on their way.
    restore(manifest);
  }

  private void want(Digest digest) {
    int id = digests.find(digest);
    if (id != DigestTable.ABSENT) {
      wanted.set(id);
    }
    restore(new StoreObject.Blob(digest));
  }

  private void restore(StoreObject object) {
    if (restorer.restore(object)) {
      long size = FileTrees.size(object.in(layout));
      restored.add(size);
      audit.note(Undo.entry(object, size, "in-use-again"));
    }
  }

  /** What a repository has that the plan knows nothing of, or condemned. */
  private record Found(String repository, List<Digest> manifests, List<Digest> layers) {}
}
