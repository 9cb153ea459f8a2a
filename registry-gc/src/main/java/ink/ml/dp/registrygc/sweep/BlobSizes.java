package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.store.Workers;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** How large every blob is that something kept refers to; each is looked at once. */
final class BlobSizes {
  static final long MISSING = -1;

  private final long[] sizes;

  private BlobSizes(long[] sizes) {
    this.sizes = sizes;
  }

  static BlobSizes look(
      StoreLayout layout, Workers workers, DigestTable digests, List<RepositoryPlan> plans) {
    BitSet wanted = new BitSet();
    plans.forEach(plan -> IntStream.of(plan.referenced()).forEach(wanted::set));
    int[] ids = wanted.stream().toArray();
    long[] sizes = new long[digests.size()];
    Arrays.fill(sizes, MISSING);
    workers.forEach(
        ids.length,
        i ->
            sizes[ids[i]] =
                Directories.facts(layout.blob(digests.get(ids[i])))
                    .map(FileFacts::size)
                    .orElse(MISSING));
    return new BlobSizes(sizes);
  }

  long of(int digest) {
    return sizes[digest];
  }

  long total() {
    return Arrays.stream(sizes).filter(size -> size > 0).sum();
  }
}
