package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import ink.ml.dp.registrygc.store.RawRepository.RawTag;
import ink.ml.dp.registrygc.store.RepositorySnapshot.Upload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads one repository's directories. */
final class RepositoryScanner {
  private static final int ATTEMPTS = 3;

  private final StoreLayout layout;
  private final Workers workers;
  private final Collection<Path> future = new ConcurrentLinkedQueue<>();

  RepositoryScanner(StoreLayout layout, Workers workers) {
    this.layout = layout;
    this.workers = workers;
  }

  /** The links that are dated in the future, of all repositories. */
  Collection<Path> future() {
    return future;
  }

  /** The repository now; read again when it changes while it is read. */
  RawRepository scan(String name) {
    RawRepository read = read(name);
    for (int attempt = 1; attempt < ATTEMPTS && !read.anomalies().isEmpty(); attempt++) {
      read = read(name);
    }
    return read;
  }

  private RawRepository read(String name) {
    Collection<String> anomalies = new ConcurrentLinkedQueue<>();
    List<RawTag> tags = tags(name, anomalies);
    DigestList revisions = links(layout.revisions(name), anomalies);
    DigestList layers = links(layout.layers(name), anomalies);
    otherAlgorithms(layout.revisions(name), anomalies);
    otherAlgorithms(layout.layers(name), anomalies);
    RepositoryShape shape = new RepositoryShape(layout, name);
    shape.check(tags.size(), revisions.size(), layers.size(), anomalies);
    return new RawRepository(
        name, tags, revisions, layers, uploads(name), List.copyOf(anomalies), shape.links());
  }

  private List<RawTag> tags(String repository, Collection<String> anomalies) {
    List<String> names =
        Directories.names(
                layout.tags(repository),
                stranger -> anomalies.add("it has a tag " + stranger + ", which no registry takes"))
            .orElse(List.of());
    return workers.ranges(names.size(), range -> tags(repository, names, range, anomalies)).stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<RawTag> tags(
      String repository, List<String> names, Workers.Range range, Collection<String> anomalies) {
    List<RawTag> tags = new ArrayList<>();
    for (String name : names.subList(range.from(), range.to())) {
      Path link = layout.tagLink(repository, name);
      Optional<FileFacts> facts = Directories.facts(link);
      Optional<Digest> digest = Directories.text(link).flatMap(Digest::parse);
      if (facts.isPresent() && digest.isPresent()) {
        tags.add(new RawTag(name, digest.get(), written(link, facts.get())));
      } else {
        anomalies.add("the tag " + name + " does not say what it points to");
      }
    }
    return tags;
  }

  /** The digests that a directory holds, with the time of each link. */
  private DigestList links(Path directory, Collection<String> anomalies) {
    DigestList digests =
        Directories.digests(
            directory,
            name -> anomalies.add(directory + " holds " + name + ", which is no digest"));
    String prefix = directory + "/";
    workers.forEach(
        digests.size(), i -> digests.setNumber(i, time(prefix, digests.digest(i), anomalies)));
    return digests;
  }

  private long time(String prefix, Digest digest, Collection<String> anomalies) {
    Path link = Path.of(prefix + digest.hex() + "/" + StoreLayout.LINK);
    Optional<FileFacts> facts = Directories.facts(link);
    if (facts.isEmpty()) {
      return RawRepository.NO_LINK;
    }
    if (!facts.get().isFile() || facts.get().size() != StoreLayout.LINK_BYTES) {
      anomalies.add("the link of " + digest + " is not whole");
    }
    return written(link, facts.get());
  }

  private long written(Path link, FileFacts facts) {
    if (Directories.isFuture(facts.modified())) {
      future.add(link);
    }
    return Directories.written(link, facts);
  }

  private static void otherAlgorithms(Path directory, Collection<String> anomalies) {
    Path parent = directory.resolveSibling(".").normalize();
    for (String name : Directories.names(parent).orElse(List.of())) {
      if (!name.equals(StoreLayout.ALGORITHM)) {
        anomalies.add(parent + " holds " + name + ", which is not SHA-256");
      }
    }
  }

  private List<Upload> uploads(String repository) {
    return Directories.names(layout.uploads(repository)).orElse(List.of()).stream()
        .map(id -> new Upload(id, newest(layout.upload(repository, id))))
        .toList();
  }

  private static long newest(Path path) {
    long newest =
        Directories.facts(path).map(f -> Directories.written(path, f)).orElse(Long.MIN_VALUE);
    for (String name : Directories.names(path).orElse(List.of())) {
      newest = Math.max(newest, newest(path.resolve(name)));
    }
    return newest;
  }
}
