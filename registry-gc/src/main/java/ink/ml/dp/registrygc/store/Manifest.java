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
   * @param size in bytes, or negative when the descriptor does not say
   */
  public record Reference(Digest digest, long size) {}
}
