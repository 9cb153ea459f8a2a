package ink.ml.dp.registrygc.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What symbolic links name where the registry has directories. The registry follows them, we never
 * do: a repository that one leads to stays as it is, because it is used under another name too, and
 * of what lies elsewhere nobody knows which blobs it needs.
 */
final class SymbolicLinks {
  private final Path repositories;
  private final Map<Path, Path> inside = new TreeMap<>();
  private final List<String> unseen = new ArrayList<>();

  private SymbolicLinks(Path repositories) {
    this.repositories = repositories;
  }

  static SymbolicLinks look(StoreLayout layout, List<Path> links) {
    try {
      SymbolicLinks all =
          new SymbolicLinks(
              links.isEmpty() ? layout.repositories() : layout.repositories().toRealPath());
      links.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new StoreException("look at", layout.repositories(), e);
    }
  }

  private void add(Path link) {
    try {
      Path target = link.toRealPath();
      if (target.startsWith(repositories)) {
        inside.put(link, target);
      } else {
        unseen.add(link + " is a symbolic link to " + target);
      }
    } catch (NoSuchFileException e) {
      // It names nothing.
    } catch (IOException e) {
      unseen.add(link + " is a symbolic link, and nobody can say to what");
    }
  }

  /** The repository with an anomaly for each link that leads into it, or to where it lies. */
  RepositorySnapshot blame(RepositorySnapshot repository) {
    Path own = repositories.resolve(repository.name());
    List<String> anomalies = new ArrayList<>(repository.anomalies());
    inside.forEach(
        (link, target) -> {
          if (own.startsWith(target) || target.startsWith(own)) {
            anomalies.add(link + " is a symbolic link to it");
          }
        });
    return repository.withAnomalies(anomalies);
  }

  /** What leads elsewhere, in words. */
  List<String> unseen() {
    return List.copyOf(unseen);
  }
}
