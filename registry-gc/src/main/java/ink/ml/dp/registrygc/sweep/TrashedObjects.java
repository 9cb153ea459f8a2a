package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.store.Directories;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a trash holds, by its directories alone. */
final class TrashedObjects {
  private static final List<ObjectKind> KINDS = List.of(ObjectKind.values());

  private TrashedObjects() {}

  /** Blobs first, tags last: the order in which they can come back. */
  static List<StoreObject> bottomUp(Trash trash) {
    List<StoreObject> objects = new ArrayList<>();
    Path blobs = trash.objects().resolve("blobs");
    for (String prefix : Directories.names(blobs).orElse(List.of())) {
      add(objects, ObjectKind.BLOB, "", blobs.resolve(prefix));
    }
    repositories(trash.objects().resolve("repositories"), "", objects);
    objects.sort(Comparator.comparing(StoreObject::kind).reversed());
    return objects;
  }

  private static void repositories(Path directory, String name, List<StoreObject> objects) {
    for (String entry : Directories.names(directory).orElse(List.of())) {
      Path path = directory.resolve(entry);
      if (entry.startsWith("_")) {
        KINDS.stream()
            .filter(kind -> entry.equals("_" + kind.label()))
            .forEach(kind -> add(objects, kind, name, path));
      } else {
        repositories(path, name.isEmpty() ? entry : name + "/" + entry, objects);
      }
    }
  }

  private static void add(
      List<StoreObject> objects, ObjectKind kind, String repository, Path directory) {
    for (String name : Directories.names(directory).orElse(List.of())) {
      StoreObject.of(kind, repository, name).ifPresent(objects::add);
    }
  }
}
