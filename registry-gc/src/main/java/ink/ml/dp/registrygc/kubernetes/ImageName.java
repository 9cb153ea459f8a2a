package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.digest.Digest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image as objects of Kubernetes name it, without the registry's host, which has several
 * aliases. Reads any text; one that can name no repository of a registry is none.
 *
 * @param host the registry's, or empty
 * @param repository as the registry knows it; {@code library/} stands before a short name, as nodes
 *     put it there
 */
record ImageName(String host, String repository, Optional<String> tag, Optional<String> digest) {
  /** What runtimes put before an image's ID ({@code docker-pullable://}). */
  private static final Pattern SCHEME = Pattern.compile("^[a-z0-9-]+://");

  /** An image's own ID, which is that of its configuration: it names no repository. */
  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

  /** As the distribution specification has it. */
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  private static final int MAX_REPOSITORY = 255;
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /** Empty for a text that can name no repository. */
  static Optional<ImageName> parse(String text) {
    String rest = SCHEME.matcher(text.strip()).replaceFirst("");
    if (ID.matcher(rest).matches()) {
      return Optional.empty();
    }
    Optional<String> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(rest.substring(at + 1)).filter(d -> !d.isEmpty());
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1)).filter(t -> !t.isEmpty());
      rest = rest.substring(0, colon);
    }
    String host = host(rest);
    String repository = host.isEmpty() ? rest : rest.substring(host.length() + 1);
    if (repository.length() > MAX_REPOSITORY || !REPOSITORY.matcher(repository).matches()) {
      return Optional.empty();
    }
    boolean isShort = host.isEmpty() && repository.indexOf('/') < 0;
    return Optional.of(
        new ImageName(host, isShort ? "library/" + repository : repository, tag, digest));
  }

  /** Whether a registry could have such a tag and such a digest. */
  boolean isWhole() {
    return tag.filter(text -> !TAG.matcher(text).matches()).isEmpty()
        && digest.filter(text -> Digest.parse(text).isEmpty()).isEmpty();
  }

  private static String host(String name) {
    String first = name.substring(0, Math.max(0, name.indexOf('/')));
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host ? first : "";
  }
}
