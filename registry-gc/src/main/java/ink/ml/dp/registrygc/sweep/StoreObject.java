package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.Subject;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.nio.file.Path;
import java.util.Optional;

/** Something that can be moved to the trash. */
public sealed interface StoreObject {
  /** A tag with its history: a directory. */
  record Tag(String repository, String name) implements StoreObject {}

  /** What makes a manifest exist in a repository: a file. */
  record Manifest(String repository, Digest digest) implements StoreObject {}

  /** What lets a repository hand out a blob: a file. */
  record Layer(String repository, Digest digest) implements StoreObject {}

  /** An upload that was given up: a directory. */
  record Upload(String repository, String id) implements StoreObject {}

  /** Bytes: a file. */
  record Blob(Digest digest) implements StoreObject {}

  /**
   * The object that a trash names.
   *
   * @param repository says nothing for a blob
   * @param name the tag, the upload, or the digest's hexadecimal digits
   * @return empty when there can be no such object
   */
  static Optional<StoreObject> of(ObjectKind kind, String repository, String name) {
    return switch (kind) {
      case TAG -> Optional.of(new Tag(repository, name));
      case MANIFEST -> Digest.ofHex(name).map(digest -> new Manifest(repository, digest));
      case LAYER -> Digest.ofHex(name).map(digest -> new Layer(repository, digest));
      case UPLOAD -> Optional.of(new Upload(repository, name));
      case BLOB -> Digest.ofHex(name).map(Blob::new);
    };
  }

  /** Its kind, which orders what is moved. */
  default ObjectKind kind() {
    return switch (this) {
      case Tag tag -> ObjectKind.TAG;
      case Manifest manifest -> ObjectKind.MANIFEST;
      case Layer layer -> ObjectKind.LAYER;
      case Upload upload -> ObjectKind.UPLOAD;
      case Blob blob -> ObjectKind.BLOB;
    };
  }

  /** The repository that it is in; a blob is in none. */
  default Optional<String> home() {
    return switch (this) {
      case Tag(String repository, String name) -> Optional.of(repository);
      case Manifest(String repository, Digest digest) -> Optional.of(repository);
      case Layer(String repository, Digest digest) -> Optional.of(repository);
      case Upload(String repository, String id) -> Optional.of(repository);
      case Blob blob -> Optional.empty();
    };
  }

  /** What a trash calls it: {@link #of} reads that. */
  default String name() {
    return switch (this) {
      case Tag(String repository, String name) -> name;
      case Manifest(String repository, Digest digest) -> digest.hex();
      case Layer(String repository, Digest digest) -> digest.hex();
      case Upload(String repository, String id) -> id;
      case Blob(Digest digest) -> digest.hex();
    };
  }

  /** Where the registry has it. */
  default Path in(StoreLayout layout) {
    return switch (this) {
      case Tag(String repository, String name) -> layout.tag(repository, name);
      case Manifest(String repository, Digest digest) -> layout.revision(repository, digest);
      case Layer(String repository, Digest digest) -> layout.layer(repository, digest);
      case Upload(String repository, String id) -> layout.upload(repository, id);
      case Blob(Digest digest) -> layout.blob(digest);
    };
  }

  /** Where a run's trash has it. */
  default Path in(Trash trash) {
    String name = name();
    return trash
        .objects()
        .resolve(
            home()
                .map(home -> "repositories/" + home + "/_" + kind().label() + "/" + name)
                .orElseGet(() -> "blobs/" + name.substring(0, 2) + "/" + name));
  }

  /** Whether it is a directory. */
  default boolean isDirectory() {
    return this instanceof Tag || this instanceof Upload;
  }

  /** What the audit says of it. */
  default Subject subject() {
    return switch (this) {
      case Tag(String repository, String name) ->
          new Subject.Tag(repository, name, Optional.empty());
      case Manifest(String repository, Digest digest) -> new Subject.Manifest(repository, digest);
      case Layer(String repository, Digest digest) -> new Subject.Layer(repository, digest);
      case Upload(String repository, String id) -> new Subject.Upload(repository, id);
      case Blob(Digest digest) -> new Subject.Blob(digest);
    };
  }
}
