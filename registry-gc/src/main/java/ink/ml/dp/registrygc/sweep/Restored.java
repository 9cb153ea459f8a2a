package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Manifest.Reference;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.ManifestState;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of restoring a run.
 *
 * @param objects how many came back
 * @param bytes how many those have
 * @param missing what its images still lack, in words
 */
public record Restored(long objects, long bytes, List<String> missing) {
  public Restored {
    missing = List.copyOf(missing);
  }

  /**
   * Brings back what a run moved, and what its manifests need from other runs' trash.
   *
   * @param others the trash of other runs
   */
  public static Restored restore(SweepContext context, Trash trash, List<Trash> others) {
    List<StoreObject.Manifest> manifests =
        TrashedObjects.bottomUp(trash).stream()
            .filter(StoreObject.Manifest.class::isInstance)
            .map(StoreObject.Manifest.class::cast)
            .toList();
    Tally own =
        new Undo(context.layout(), context.disk(), context.audit())
            .undo(trash, "restored-by-operator");
    Reconciler reconciler = new Reconciler(context, new DigestTable(), List.of(), others);
    manifests.forEach(reconciler::demand);
    List<String> missing =
        manifests.stream().flatMap(manifest -> missing(context.layout(), manifest)).toList();
    Tally more = reconciler.restored();
    return new Restored(own.objects() + more.objects(), own.bytes() + more.bytes(), missing);
  }

  private static Stream<String> missing(StoreLayout layout, StoreObject.Manifest manifest) {
    Digest digest = manifest.digest();
    String name = manifest.repository() + "@" + digest;
    if (!(new ManifestReader(layout).read(digest)
        instanceof ManifestState.Readable(var read, var size))) {
      return Stream.of(name + " cannot be read");
    }
    List<String> missing = new ArrayList<>();
    for (Reference reference : read.references()) {
      boolean linked =
          Directories.exists(layout.layer(manifest.repository(), reference.digest()))
              || Directories.exists(layout.revision(manifest.repository(), reference.digest()));
      boolean there = linked && Directories.exists(layout.blob(reference.digest()));
      if (!there && !reference.elsewhere()) {
        missing.add(name + " lacks " + reference.digest());
      }
    }
    return missing.stream();
  }
}
