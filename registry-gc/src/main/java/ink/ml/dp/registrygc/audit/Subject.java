package ink.ml.dp.registrygc.audit;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.Optional;

/** What an entry of the audit speaks of. */
public sealed interface Subject {
  /**
   * A tag.
   *
   * @param manifest what it points to, where somebody looked
   */
  record Tag(String repository, String name, Optional<Digest> manifest) implements Subject {}

  /** A manifest in a repository. */
  record Manifest(String repository, Digest digest) implements Subject {}

  /** A link that lets a repository hand out a blob. */
  record Layer(String repository, Digest digest) implements Subject {}

  /** An upload that was begun. */
  record Upload(String repository, String id) implements Subject {}

  /** A blob, which belongs to no repository. */
  record Blob(Digest digest) implements Subject {}

  /** A tag or digest, as text, that does not resolve in its repository (none for a mere blob). */
  record Reference(Optional<String> repository, String name) implements Subject {}

  /** A directory that held nothing, by its path below the registry's data. */
  record Directory(String path) implements Subject {}

  /** All that a run moved to its trash. */
  record Trash(String run) implements Subject {}

  /** Repositories, as the reason says. */
  record Repositories() implements Subject {}

  /** What stops a run unless it is forced, as the reason says. */
  record Brake() implements Subject {}
}
