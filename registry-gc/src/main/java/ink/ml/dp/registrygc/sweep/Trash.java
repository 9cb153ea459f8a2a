package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a run puts what it moves to the trash. It is a journal as well: the directory of each
 * object says what it was and where it goes, and a rename is either done or not.
 *
 * @param run the run's ID
 */
public record Trash(StoreLayout layout, String run) {
  /** All runs that left a trash, oldest first. */
  public static List<Trash> all(StoreLayout layout) {
    return Directories.names(directory(layout)).orElse(List.of()).stream()
        .sorted()
        .filter(RunId::isOne)
        .map(run -> new Trash(layout, run))
        .filter(trash -> Directories.facts(trash.directory()).orElseThrow().isDirectory())
        .toList();
  }

  /** What lies beside them and was put there by somebody else; it stays. */
  public static List<Path> strangers(StoreLayout layout) {
    Set<Path> runs = all(layout).stream().map(Trash::directory).collect(Collectors.toSet());
    return Directories.entries(directory(layout)).stream()
        .filter(path -> !runs.contains(path))
        .sorted()
        .toList();
  }

  public Path directory() {
    return directory(layout).resolve(run);
  }

  Path objects() {
    return directory().resolve("objects");
  }

  /** The file that says how far the run came. */
  Path progress() {
    return directory().resolve("progress");
  }

  private static Path directory(StoreLayout layout) {
    return layout.gc().resolve("trash");
  }
}
