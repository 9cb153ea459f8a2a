package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.Trees;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Removes directories that hold nothing, and repositories that hold nothing but such. Only rmdir(2)
 * is used, which cannot remove anything else; and only old ones go, because the registry makes a
 * directory just before it writes into it.
 */
final class EmptyDirectories {
  private static final int CHUNK = 512;

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

  /** Goes through the repositories that are ours. */
  void repositories(List<RepositoryPlan> plans, Snapshot snapshot, Workers workers) {
    List<RepositoryPlan> ours =
        plans.stream().filter(plan -> !(plan.kind() instanceof RepositoryKind.Foreign)).toList();
    workers.map(
        ours,
        plan -> {
          entries(plan, snapshot, workers);
          return plan;
        });
    // One after the other: one repository may lie in another.
    ours.stream()
        .filter(plan -> plan.keptRevisions().size() == 0 && plan.keptTags().isEmpty())
        .forEach(plan -> skeleton(plan.name()));
  }

  private void entries(RepositoryPlan plan, Snapshot snapshot, Workers workers) {
    IntStream manifests =
        IntStream.concat(
            IntStream.of(plan.repository().hollowRevisions()),
            plan.condemned().stream().mapToInt(RepositoryPlan.Condemned::digest));
    remove(layout.revisions(plan.name()), manifests.mapToObj(snapshot::digest), workers);
    IntStream layers =
        IntStream.concat(
            IntStream.of(plan.repository().hollowLayers()), IntStream.of(plan.condemnedLayers()));
    remove(layout.layers(plan.name()), layers.mapToObj(snapshot::digest), workers);
  }

  /** Removes directories of blobs. */
  void blobs(List<Digest> digests, Workers workers) {
    Map<Path, List<Digest>> byParent =
        digests.stream()
            .collect(Collectors.groupingBy(d -> layout.blobDirectory(d).resolveSibling("")));
    workers.map(
        List.copyOf(byParent.entrySet()),
        entry -> {
          remove(entry.getKey(), entry.getValue().stream(), workers);
          return entry;
        });
  }

  private void remove(Path parent, Stream<Digest> digests, Workers workers) {
    List<String> names = digests.map(Digest::hex).toList();
    boolean shared = names.size() > CHUNK;
    workers.ranges(
        names.size(),
        CHUNK,
        range -> {
          remove(parent, names.subList(range.from(), range.to()), shared);
          return range;
        });
  }

  private void remove(Path parent, List<String> names, boolean shared) {
    String prefix = layout.data().relativize(parent) + "/";
    try (Disk.Folder folder = disk.open(parent, shared)) {
      for (String name : names) {
        if (isOld(parent.resolve(name)) && Trees.removeIfEmpty(folder, name)) {
          removed(prefix + name);
        }
      }
    } catch (NoSuchFileException e) {
      // The registry's own job, or somebody, was here before.
    } catch (IOException e) {
      throw new StoreException("remove empty directories of", parent, e);
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
    Optional<List<String>> names = Directories.names(directory);
    if (names.isEmpty() || !isOld(directory)) {
      return false;
    }
    return names.get().stream().allMatch(name -> holdsNothing(directory.resolve(name)));
  }

  private boolean remove(Path directory) {
    if (!isOld(directory) || !Trees.removeIfEmpty(disk, directory)) {
      return false;
    }
    removed(layout.data().relativize(directory).toString());
    return true;
  }

  private void removed(String name) {
    audit.note(new AuditEntry(Action.PURGE, "directory", "", name, "", -1, Rule.EMPTY.label(), ""));
  }

  private boolean isOld(Path directory) {
    return minAge.isZero()
        || Directories.facts(directory)
            .map(FileFacts::modified)
            .filter(t -> t <= oldest)
            .isPresent();
  }
}
