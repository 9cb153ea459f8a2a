package ink.ml.dp.registrygc.registry;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The repository in which a run tries things out before it changes anything. */
record CanaryRepository(StoreLayout layout, Disk disk) {
  static final String NAME = RepositoryKind.CANARY;

  /** Where a registry's API has it, with a slash at its end. */
  static URI in(URI registry) {
    return registry.resolve("/v2/" + NAME + "/");
  }

  /** Removes what an earlier run left that ended in the middle. */
  void clear() {
    FileTrees.remove(disk, layout.repository(NAME));
  }

  /** Removes it with these blobs: top down, as everything here; nobody else has their bytes. */
  void remove(List<Digest> blobs) {
    clear();
    Path parent = layout.repository(NAME).getParent();
    if (parent != null) {
      FileTrees.removeIfEmpty(disk, parent);
    }
    blobs.forEach(blob -> FileTrees.remove(disk, layout.blobDirectory(blob)));
  }
}
