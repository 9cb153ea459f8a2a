package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.audit.Subject;
import ink.ml.dp.registrygc.digest.Digest;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Removes directories that hold nothing, and repositories that hold nothing but such. Only rmdir(2)
 * is used, which cannot remove anything else; and only old ones go, because the registry makes a
 * directory just before it writes into it.
 */
final class EmptyDirectories {
  /** How many one thread removes from a directory. */
  private static final int LOT = 64;

  private static final List<String> SKELETON =
      List.of(
          "_manifests/tags",
          "_manifests/revisions/sha256",
          "_manifests/revisions",
          "_manifests",
          "_layers/sha256",
          "_layers",
          "_uploads",
          "");

  private final StoreLayout layout;
  private final Disk disk;
  private final AuditLog audit;
  private final Duration minAge;
  private final long oldest;

  EmptyDirectories(StoreLayout layout, Disk disk, AuditLog audit, Duration minAge, Instant now) {
    this.layout = layout;
    this.disk = disk;
    this.audit = audit;
    this.minAge = minAge;
    this.oldest = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - minAge.toNanos();
  }

  /** Goes through these blobs and the repositories that are ours. */
  void remove(List<Digest> blobs, List<RepositoryPlan> plans, Snapshot snapshot, Workers workers) {
    List<RepositoryPlan> ours =
        plans.stream().filter(plan -> !(plan.kind() instanceof RepositoryKind.Foreign)).toList();
    List<Lot> lots = new ArrayList<>();
    blobs.stream()
        .collect(Collectors.groupingBy(Digest::firstByte))
        .values()
        .forEach(
            group ->
                divide(
                    layout.blobDirectory(group.getFirst()).resolveSibling(""),
                    group.size(),
                    at -> group.get(at).hex(),
                    lots));
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
    divide(layout.revisions(plan.name()), manifests.toArray(), snapshot, lots);
    IntStream layers =
        IntStream.concat(
            IntStream.of(plan.repository().hollowLayers()), IntStream.of(plan.condemnedLayers()));
    divide(layout.layers(plan.name()), layers.toArray(), snapshot, lots);
  }

  private static void divide(Path parent, int[] digests, Snapshot snapshot, List<Lot> lots) {
    divide(parent, digests.length, at -> snapshot.digest(digests[at]).hex(), lots);
  }

  private static void divide(Path parent, int size, IntFunction<String> names, List<Lot> lots) {
    for (int from = 0; from < size; from += LOT) {
      lots.add(new Lot(parent, from, Math.min(size, from + LOT), names, size > LOT));
    }
  }

  private void remove(Lot lot) {
    String prefix = layout.data().relativize(lot.parent()) + "/";
    try (Disk.Folder folder = disk.open(lot.parent(), lot.shared())) {
      for (int at = lot.from(); at < lot.to(); at++) {
        String name = lot.names().apply(at);
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
    for (String part : SKELETON) {
      remove(repository.resolve(part));
    }
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
   * What one thread removes: the names from one index to before another, which are made when they
   * are needed, since a million of them fill the heap.
   *
   * @param shared whether others remove from the same directory
   */
  private record Lot(Path parent, int from, int to, IntFunction<String> names, boolean shared) {}
}
