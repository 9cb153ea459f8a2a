package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a manifest says about other content, whatever kind it is of: image, index, artifact, or one
 * that nobody has thought of yet.
 *
 * @param references every descriptor in it, at any depth, but its subject
 * @param subject what it is about (a signature's image); the subject keeps it, not the reverse
 * @param config the image's configuration, which is among the references
 */
public record Manifest(
    List<Reference> references, Optional<Digest> subject, Optional<Digest> config) {
  public Manifest {
    references = List.copyOf(references);
  }

  /**
   * One descriptor.
   *
   * @param size in bytes, or {@link #UNKNOWN_SIZE}
   * @param elsewhere whether the manifest says that others have the bytes, so that the registry may
   *     lack them
   */
  public record Reference(Digest digest, long size, boolean elsewhere) {
    /** Of what the descriptor does not say, or more than once. */
    public static final long UNKNOWN_SIZE = -1;
  }
}
