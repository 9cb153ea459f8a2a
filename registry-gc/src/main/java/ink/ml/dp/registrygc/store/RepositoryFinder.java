package ink.ml.dp.registrygc.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds repositories, which may lie inside each other. */
public final class RepositoryFinder {
  private final StoreLayout layout;

  public RepositoryFinder(StoreLayout layout) {
    this.layout = layout;
  }

  /** The names of all repositories, sorted. */
  public List<String> find() {
    List<String> found = new ArrayList<>();
    descend(layout.repositories(), "", found);
    Collections.sort(found);
    return found;
  }

  private static void descend(Path directory, String name, List<String> found) {
    boolean repository = false;
    for (String entry : Directories.names(directory).orElse(List.of())) {
      if (entry.startsWith("_")) {
        repository = true;
      } else {
        descend(directory.resolve(entry), name.isEmpty() ? entry : name + "/" + entry, found);
      }
    }
    if (repository) {
      found.add(name);
    }
  }
}
