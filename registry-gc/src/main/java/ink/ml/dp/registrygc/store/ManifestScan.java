package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestTable;
import ink.ml.dp.registrygc.store.Manifest.Reference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Reads each distinct manifest once, however many repositories have it. */
final class ManifestScan {
  /** How many parsed manifests are held before their digests become numbers. */
  private static final int BATCH = 8192;

  /** As many as no image has that a container runtime can mount. */
  private static final int USUAL_REFERENCES = 256;

  /** What manifests with more may name together: about 50 MiB while a batch is read. */
  private static final int UNUSUAL_REFERENCES = 500_000;

  private final ManifestReader reader;
  private final Workers workers;
  private final DigestTable digests;
  private final Map<Integer, ManifestNode> nodes = new HashMap<>();
  private final Map<Integer, String> unreadable = new HashMap<>();
  private final AtomicLong room = new AtomicLong(UNUSUAL_REFERENCES);

  ManifestScan(ManifestReader reader, Workers workers, DigestTable digests) {
    this.reader = reader;
    this.workers = workers;
    this.digests = digests;
  }

  /** Reads the manifests of these repositories. */
  void read(List<RepositorySnapshot> repositories) {
    BitSet wanted = new BitSet();
    repositories.forEach(r -> IntStream.of(r.revisions()).forEach(wanted::set));
    int[] ids = wanted.stream().toArray();
    for (int from = 0; from < ids.length; from += BATCH) {
      read(ids, from, Math.min(ids.length, from + BATCH));
    }
  }

  Map<Integer, ManifestNode> nodes() {
    return nodes;
  }

  /** The repository with an anomaly for each of its manifests that could not be read. */
  RepositorySnapshot blame(RepositorySnapshot repository) {
    if (unreadable.isEmpty()) {
      return repository;
    }
    List<String> anomalies = new ArrayList<>(repository.anomalies());
    for (int id : repository.revisions()) {
      String reason = unreadable.get(id);
      if (reason != null) {
        anomalies.add("the manifest " + digests.get(id) + " cannot be read because " + reason);
      }
    }
    return repository.withAnomalies(anomalies);
  }

  private void read(int[] ids, int from, int to) {
    List<Digest> batch = IntStream.range(from, to).mapToObj(i -> digests.get(ids[i])).toList();
    List<List<ManifestState>> states =
        workers.ranges(
            batch.size(),
            range -> batch.subList(range.from(), range.to()).stream().map(this::read).toList());
    int next = from;
    for (List<ManifestState> range : states) {
      for (ManifestState state : range) {
        int id = ids[next++];
        switch (state) {
          case ManifestState.Readable(Manifest manifest, long size) ->
              nodes.put(id, node(manifest, size));
          case ManifestState.Unreadable(String reason) -> unreadable.put(id, reason);
        }
      }
    }
  }

  /**
   * A manifest, if there is room for what it names. It may name what does not exist, 50,000 digests
   * in 4 MiB; without a limit a few hundred of those would take the whole heap.
   */
  private ManifestState read(Digest digest) {
    ManifestState state = reader.read(digest);
    if (state instanceof ManifestState.Readable(Manifest manifest, long size)
        && manifest.references().size() > USUAL_REFERENCES
        && room.addAndGet(-manifest.references().size()) < 0) {
      return new ManifestState.Unreadable(
          "it refers to %,d objects, and manifests with so many refer to more than %,d together"
              .formatted(manifest.references().size(), UNUSUAL_REFERENCES));
    }
    return state;
  }

  private ManifestNode node(Manifest manifest, long bytes) {
    List<Reference> references = manifest.references();
    int[] ids = new int[references.size()];
    long[] sizes = new long[references.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = digests.intern(references.get(i).digest());
      sizes[i] = references.get(i).elsewhere() ? ManifestNode.ELSEWHERE : references.get(i).size();
    }
    return new ManifestNode(bytes, ids, sizes, id(manifest.subject()), id(manifest.config()));
  }

  private int id(Optional<Digest> digest) {
    return digest.map(digests::intern).orElse(ManifestNode.NONE);
  }
}
