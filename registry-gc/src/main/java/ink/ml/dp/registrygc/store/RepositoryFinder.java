package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.store.Directories.FileFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Finds repositories, which may lie inside each other. */
public final class RepositoryFinder {
  private final StoreLayout layout;

  public RepositoryFinder(StoreLayout layout) {
    this.layout = layout;
  }

  /** The names of all repositories, sorted. */
  public List<String> find() {
    return search().names();
  }

  /** As above, with what is between them and is no directory. */
  Found search() {
    Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    descend(layout.repositories(), "", found);
    Collections.sort(found.names());
    return found;
  }

  private static void descend(Path directory, String name, Found found) {
    boolean repository = false;
    List<String> names =
        Directories.names(
                directory,
                stranger ->
                    found
                        .oddities()
                        .add(directory + " holds " + stranger + ", which no" + " registry writes"))
            .orElse(List.of());
    for (String entry : names) {
      if (entry.startsWith("_")) {
        repository = true;
        continue;
      }
      Path path = directory.resolve(entry);
      Optional<FileFacts> facts = Directories.facts(path);
      if (facts.filter(FileFacts::isDirectory).isPresent()) {
        descend(path, name.isEmpty() ? entry : name + "/" + entry, found);
      } else if (facts.isPresent()) {
        found.oddities().add(path + " is " + facts.get().kind().words());
        if (facts.get().isLink()) {
          found.links().add(path);
        }
      }
    }
    if (repository) {
      found.names().add(name);
    }
  }

  /**
   * What was found.
   *
   * @param links symbolic links where a directory should be; they are not followed
   * @param oddities what no registry writes, in words
   */
  record Found(List<String> names, List<Path> links, List<String> oddities) {}
}
