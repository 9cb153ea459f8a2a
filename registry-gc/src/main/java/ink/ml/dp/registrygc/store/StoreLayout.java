package ink.ml.dp.registrygc.store;

import ink.ml.dp.registrygc.digest.Digest;
import java.nio.file.Path;

/**
 * Where things are below the registry's root directory ({@code /var/lib/registry}). Names follow
 * distribution's {@code registry/storage/paths.go}.
 *
 * @param root the registry's {@code rootdirectory}
 */
public record StoreLayout(Path root) {
  /** The file that names a digest, in tags, revisions and layers. */
  public static final String LINK = "link";

  /** How many bytes a whole link has: {@code sha256:} and 64 digits, without a line's end. */
  public static final int LINK_BYTES = Digest.PREFIX.length() + 64;

  static final String MANIFESTS = "_manifests";
  static final String REVISIONS = MANIFESTS + "/revisions";
  static final String LAYERS = "_layers";
  static final String UPLOADS = "_uploads";

  /** The directory of digests, since there are no others than those by SHA-256. */
  public static final String ALGORITHM = "sha256";

  /** Our own directory, beside the registry's, where the registry never looks. */
  public Path gc() {
    return root.resolve(".gc");
  }

  /** Where repositories and blobs are. */
  public Path data() {
    return root.resolve("docker/registry/v2");
  }

  public Path repositories() {
    return data().resolve("repositories");
  }

  /** The directories of the blobs, by the first two digits of their digests. */
  public Path blobs() {
    return data().resolve("blobs").resolve(ALGORITHM);
  }

  public Path blobDirectory(Digest digest) {
    String hex = digest.hex();
    return blobs().resolve(hex.substring(0, 2) + "/" + hex);
  }

  /** The bytes of a layer, a configuration or a manifest. */
  public Path blob(Digest digest) {
    return blobDirectory(digest).resolve("data");
  }

  public Path repository(String name) {
    return repositories().resolve(name);
  }

  public Path tags(String repository) {
    return repository(repository).resolve(MANIFESTS + "/tags");
  }

  public Path tag(String repository, String tag) {
    return tags(repository).resolve(tag);
  }

  /** What a tag points to. */
  public Path tagLink(String repository, String tag) {
    return tag(repository, tag).resolve("current/" + LINK);
  }

  /** Every digest that a tag ever pointed to, as directories. */
  public Path tagHistory(String repository, String tag) {
    return tag(repository, tag).resolve("index/" + ALGORITHM);
  }

  public Path revisions(String repository) {
    return repository(repository).resolve(REVISIONS + "/" + ALGORITHM);
  }

  /** What makes a manifest exist in a repository. */
  public Path revision(String repository, Digest digest) {
    return revisions(repository).resolve(digest.hex() + "/" + LINK);
  }

  public Path layers(String repository) {
    return repository(repository).resolve(LAYERS + "/" + ALGORITHM);
  }

  /** What lets a repository hand out a blob. */
  public Path layer(String repository, Digest digest) {
    return layers(repository).resolve(digest.hex() + "/" + LINK);
  }

  public Path uploads(String repository) {
    return repository(repository).resolve(UPLOADS);
  }

  public Path upload(String repository, String id) {
    return uploads(repository).resolve(id);
  }
}
