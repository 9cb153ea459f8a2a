package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.nio.file.Path;

/**
 * Something that can be hidden.
 *
 * @param repository empty for a blob
 * @param name the tag, the upload, or the digest's hexadecimal digits
 */
public record StoreObject(ObjectKind kind, String repository, String name) {
  static final long LINK_SIZE = StoreLayout.LINK_BYTES;

  static StoreObject tag(String repository, String name) {
    return new StoreObject(ObjectKind.TAG, repository, name);
  }

  static StoreObject manifest(String repository, Digest digest) {
    return new StoreObject(ObjectKind.MANIFEST, repository, digest.hex());
  }

  static StoreObject layer(String repository, Digest digest) {
    return new StoreObject(ObjectKind.LAYER, repository, digest.hex());
  }

  static StoreObject upload(String repository, String id) {
    return new StoreObject(ObjectKind.UPLOAD, repository, id);
  }

  static StoreObject blob(Digest digest) {
    return new StoreObject(ObjectKind.BLOB, "", digest.hex());
  }

  /** Where the registry has it: a file, or a directory for a tag and an upload. */
  public Path in(StoreLayout layout) {
    return switch (kind) {
      case TAG -> layout.tag(repository, name);
      case MANIFEST -> layout.revisions(repository).resolve(name + "/" + StoreLayout.LINK);
      case LAYER -> layout.layers(repository).resolve(name + "/" + StoreLayout.LINK);
      case UPLOAD -> layout.upload(repository, name);
      case BLOB -> layout.blobs().resolve(name.substring(0, 2) + "/" + name + "/data");
    };
  }

  /** Where a run's trash has it. */
  Path in(Trash trash) {
    return switch (kind) {
      case BLOB -> trash.objects().resolve("blobs/" + name.substring(0, 2) + "/" + name);
      case TAG, MANIFEST, LAYER, UPLOAD ->
          trash.objects().resolve("repositories/" + repository + "/_" + kind.label() + "/" + name);
    };
  }

  /** Whether it is a directory. */
  boolean isDirectory() {
    return kind == ObjectKind.TAG || kind == ObjectKind.UPLOAD;
  }

  /** What the audit calls it. */
  String auditName() {
    return isDirectory() ? name : "";
  }

  /** Its digest for the audit, or empty. */
  String auditDigest() {
    return isDirectory() ? "" : Digest.PREFIX + name;
  }
}
