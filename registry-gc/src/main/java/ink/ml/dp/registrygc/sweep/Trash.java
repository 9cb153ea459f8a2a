package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a run puts what it hides, beside its journal.
 *
 * @param run the run's ID
 */
public record Trash(StoreLayout layout, String run) {
  /** All runs that left a trash, oldest first. */
  public static List<Trash> all(StoreLayout layout) {
    return Directories.names(directory(layout)).orElse(List.of()).stream()
        .sorted()
        .map(run -> new Trash(layout, run))
        .toList();
  }

  public Path directory() {
    return directory(layout).resolve(run);
  }

  Path objects() {
    return directory().resolve("objects");
  }

  /** The run's journal. */
  public Path journal() {
    return directory().resolve("journal.jsonl");
  }

  private static Path directory(StoreLayout layout) {
    return layout.gc().resolve("trash");
  }
}
