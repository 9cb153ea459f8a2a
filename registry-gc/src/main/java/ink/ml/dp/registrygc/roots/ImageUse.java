package ink.ml.dp.registrygc.roots;

import java.util.Optional;

/**
 * One use of an image.
 *
 * @param repository the path in the registry without the registry's host, which has several aliases
 *     ({@code dp-acme-default/web})
 * @param tag the tag it was named by, if any; one that has neither tag nor digest means {@code
 *     latest}
 * @param digest the digest it was named by or resolved to, {@code sha256:…}, if any
 * @param user who uses it, for the audit ({@code Pod dp-acme-default/web-6f7c})
 * @param certain whether it is this registry's image; if not, it may be of another registry that
 *     has the same path
 */
public record ImageUse(
    String repository,
    Optional<String> tag,
    Optional<String> digest,
    String user,
    boolean certain) {
  /** A use that is certain. */
  public ImageUse(String repository, Optional<String> tag, Optional<String> digest, String user) {
    this(repository, tag, digest, user, true);
  }
}
