package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.Snapshot;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.sweep.BrokenReference.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Reads a few kept blobs, other ones each night, and computes their digests. */
record BlobSample(SweepContext context, Snapshot snapshot, int size) {
  private static final long MAX_BYTES = 64L << 20;

  /** Those whose bytes are not what their digest names. */
  List<BrokenReference> broken(List<RepositoryPlan> plans) {
    BitSet kept = new BitSet();
    plans.forEach(plan -> IntStream.of(plan.referenced()).forEach(kept::set));
    List<BrokenReference> broken = new ArrayList<>();
    for (int i = 0; i < size && !kept.isEmpty(); i++) {
      int id = kept.nextSetBit(ThreadLocalRandom.current().nextInt(kept.length()));
      kept.clear(id);
      check(snapshot.digest(id)).ifPresent(broken::add);
    }
    return broken;
  }

  private Optional<BrokenReference> check(Digest digest) {
    Path blob = context.layout().blob(digest);
    boolean small = Directories.facts(blob).filter(facts -> facts.size() <= MAX_BYTES).isPresent();
    if (!small || hash(blob).filter(found -> !found.equals(digest)).isEmpty()) {
      return Optional.empty();
    }
    BrokenReference found =
        new BrokenReference(
            "", digest.toString(), null, "its bytes do not have its digest", Weight.KEPT);
    context.audit().note(found.audit());
    return Optional.of(found);
  }

  private static Optional<Digest> hash(Path blob) {
    MessageDigest sha256 = ManifestReader.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(blob)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
      return Optional.of(Digest.ofBytes(sha256.digest()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException("read", blob, e);
    }
  }
}
