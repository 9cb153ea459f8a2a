package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.store.Directories.FileFacts;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Whether a repository's directories are as the registry makes them. What is missing or something
 * else is damage, and damage says nothing of what was there.
 */
record RepositoryShape(StoreLayout layout, String repository) {
  /** The directories that only symbolic links stand for. */
  List<Path> links() {
    return directories().stream()
        .filter(path -> Directories.facts(path).filter(FileFacts::isLink).isPresent())
        .toList();
  }

  /**
   * Adds what is wrong.
   *
   * @param tags how many tags were found
   * @param revisions how many directories of revisions
   * @param layers how many of layers
   */
  void check(int tags, int revisions, int layers, Collection<String> anomalies) {
    for (Path path : directories()) {
      Directories.facts(path)
          .filter(facts -> !facts.isDirectory())
          .ifPresent(facts -> anomalies.add(path + " is " + facts.kind().words()));
    }
    if (isMissing(layout.repository(repository).resolve(StoreLayout.MANIFESTS))) {
      return; // until the first manifest is pushed
    }
    if (revisions > 0 && isMissing(layout.tags(repository))) {
      anomalies.add("it has manifests and no directory of tags");
    }
    if (tags + layers > 0 && isMissing(layout.revisions(repository))) {
      anomalies.add("it has no directory of manifests");
    }
  }

  private List<Path> directories() {
    Path own = layout.repository(repository);
    return List.of(
        own.resolve(StoreLayout.MANIFESTS),
        layout.tags(repository),
        own.resolve(StoreLayout.REVISIONS),
        layout.revisions(repository),
        own.resolve(StoreLayout.LAYERS),
        layout.layers(repository),
        layout.uploads(repository));
  }

  private static boolean isMissing(Path path) {
    return Directories.facts(path).isEmpty();
  }
}
