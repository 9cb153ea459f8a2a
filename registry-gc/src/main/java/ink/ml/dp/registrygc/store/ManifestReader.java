package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.ManifestState.Readable;
import ink.ml.dp.registrygc.store.ManifestState.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Reads manifests, and believes only bytes that have the digest they are stored under. */
public final class ManifestReader {
  /** The registry takes no larger manifest (distribution's {@code maxManifestBodySize}). */
  private static final long MAX_BYTES = 4L << 20;

  /**
   * Larger ones are read one at a time: together they could fill the heap while they are parsed.
   */
  private static final int LARGE_BYTES = 256 << 10;

  private final Lock large = new ReentrantLock();
  private final StoreLayout layout;

  public ManifestReader(StoreLayout layout) {
    this.layout = layout;
  }

  /**
   * The manifest with this digest.
   *
   * @throws StoreException when the disk cannot be read; a manifest that is missing or damaged is
   *     {@link Unreadable}
   */
  public ManifestState read(Digest digest) {
    Path file = layout.blob(digest);
    Optional<Directories.FileFacts> facts = Directories.facts(file);
    if (facts.isEmpty()) {
      return new Unreadable("its data is missing");
    }
    if (!facts.get().isFile()) {
      return new Unreadable("its data is " + facts.get().kind().words());
    }
    if (facts.get().size() > MAX_BYTES) {
      return new Unreadable("it is larger than a manifest may be");
    }
    boolean alone = facts.get().size() > LARGE_BYTES;
    if (alone) {
      large.lock();
    }
    try {
      return parse(digest, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return new Unreadable("its data is missing");
    } catch (IOException e) {
      throw new StoreException("read", file, e);
    } finally {
      if (alone) {
        large.unlock();
      }
    }
  }

  private static ManifestState parse(Digest digest, byte[] bytes) {
    if (!Digest.ofBytes(sha256().digest(bytes)).equals(digest)) {
      return new Unreadable("its data does not have its digest");
    }
    try {
      return new Readable(ManifestParser.parse(bytes), bytes.length);
    } catch (UnparseableManifestException e) {
      return new Unreadable(e.reason());
    }
  }

  /** A digest function; every Java platform has SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
