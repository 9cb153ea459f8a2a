package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.audit.Subject;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.policy.Rule;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Removes directories that hold nothing, and repositories that hold nothing but such. Only rmdir(2)
 * is used, which cannot remove anything else; and only old ones go, because the registry makes a
 * directory just before it writes into it.
 */
public final class EmptyDirectories {
  private final StoreLayout layout;
  private final Disk disk;
  private final Workers workers;
  private final AuditLog audit;
  private final Duration minAge;
  private final long oldest;

  /**
   * @param minAge how long a directory must have been empty
   */
  public EmptyDirectories(SweepContext context, Duration minAge, Instant now) {
    this.layout = context.layout();
    this.disk = context.disk();
    this.workers = context.workers();
    this.audit = context.audit();
    this.minAge = minAge;
    this.oldest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - minAge.toNanos();
  }

  /** Goes through the blobs that nothing needs and the repositories that are ours. */
  public void remove(Orphans orphans, List<RepositoryPlan> plans, Snapshot snapshot) {
    List<RepositoryPlan> ours =
        plans.stream().filter(plan -> !(plan.kind() instanceof RepositoryKind.Foreign)).toList();
    List<Lot> lots = new ArrayList<>();
    IntStream.of(orphans.hollow(minAge.isZero()))
        .boxed()
        .collect(
            Collectors.groupingBy(blob -> layout.blobDirectory(snapshot.digest(blob)).getParent()))
        .forEach(
            (parent, blobs) ->
                divide(parent, blobs.stream().mapToInt(Integer::intValue), snapshot, lots));
    ours.forEach(plan -> entries(plan, snapshot, lots));
    workers.map(
        lots,
        lot -> {
          remove(lot);
          return lot;
        });
    // One after the other: one repository may lie in another.
    ours.stream()
        .filter(plan -> plan.keptRevisions().isEmpty() && plan.keptTags().isEmpty())
        .forEach(plan -> skeleton(plan.name()));
  }

  private void entries(RepositoryPlan plan, Snapshot snapshot, List<Lot> lots) {
    IntStream manifests =
        IntStream.concat(
            IntStream.of(plan.repository().hollowRevisions()),
            plan.condemned().stream().mapToInt(RepositoryPlan.Condemned::digest));
    divide(layout.revisions(plan.name()), manifests, snapshot, lots);
    IntStream layers =
        IntStream.concat(
            IntStream.of(plan.repository().hollowLayers()), IntStream.of(plan.condemnedLayers()));
    divide(layout.layers(plan.name()), layers, snapshot, lots);
  }

  private static void divide(Path parent, IntStream digests, Snapshot snapshot, List<Lot> lots) {
    int[] all = digests.toArray();
    for (int from = 0; from < all.length; from += Workers.CHUNK) {
      int to = Math.min(all.length, from + Workers.CHUNK);
      lots.add(
          new Lot(parent, Arrays.copyOfRange(all, from, to), snapshot, all.length > Workers.CHUNK));
    }
  }

  private void remove(Lot lot) {
    String prefix = layout.data().relativize(lot.parent()) + "/";
    try (Disk.Folder folder = disk.open(lot.parent(), lot.shared())) {
      for (int digest : lot.digests()) {
        String name = lot.snapshot().digest(digest).hex();
        if (isOld(lot.parent().resolve(name)) && FileTrees.removeIfEmpty(folder, name)) {
          removed(prefix + name);
        }
      }
    } catch (NoSuchFileException e) {
      // The registry's own job, or somebody, was here before.
    } catch (IOException e) {
      throw new StoreException("remove empty directories of", lot.parent(), e);
    }
  }

  private void skeleton(String name) {
    Path repository = layout.repository(name);
    if (!holdsNothing(repository)) {
      return;
    }
    removeTree(repository);
    for (Path parent = repository.getParent();
        parent != null && parent.startsWith(layout.repositories());
        parent = parent.getParent()) {
      if (parent.equals(layout.repositories()) || !remove(parent)) {
        return;
      }
    }
  }

  /** Whether there is no file, and no directory of the registry's that is young. */
  private boolean holdsNothing(Path directory) {
    return Directories.facts(directory).filter(FileFacts::isDirectory).isPresent()
        && isOld(directory)
        && Directories.entries(directory).stream().allMatch(this::holdsNothing);
  }

  private void removeTree(Path directory) {
    Directories.entries(directory).forEach(this::removeTree);
    remove(directory);
  }

  private boolean remove(Path directory) {
    if (!isOld(directory) || !FileTrees.removeIfEmpty(disk, directory)) {
      return false;
    }
    removed(layout.data().relativize(directory).toString());
    return true;
  }

  private void removed(String name) {
    audit.note(new AuditEntry(Action.PURGE, new Subject.Directory(name), Rule.EMPTY.label()));
  }

  private boolean isOld(Path directory) {
    return Directories.facts(directory)
        .filter(FileFacts::isDirectory)
        .filter(facts -> minAge.isZero() || facts.modified() <= oldest)
        .isPresent();
  }

  /**
   * What one thread removes from a directory.
   *
   * @param digests by number, since the names of a million fill the heap
   * @param shared whether others remove from the same directory
   */
  private record Lot(Path parent, int[] digests, Snapshot snapshot, boolean shared) {}
}
