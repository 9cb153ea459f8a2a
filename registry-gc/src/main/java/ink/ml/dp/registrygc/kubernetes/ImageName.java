package ink.ml.dp.registrygc.kubernetes;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image as objects of Kubernetes name it, without the registry's host, which has several
 * aliases. Reads any text: what no node could pull matches nothing in a registry either.
 *
 * @param repository as the registry knows it; {@code library/} stands before a short name, as nodes
 *     put it there
 */
record ImageName(String repository, Optional<String> tag, Optional<String> digest) {
  /** What runtimes put before an image's ID ({@code docker-pullable://}). */
  private static final Pattern SCHEME = Pattern.compile("^[a-z0-9-]+://");

  /** An image's own ID, which is that of its configuration: it names no repository. */
  private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{64}");

  /** Empty for a text that names no repository. */
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
    String repository = withoutHost(rest);
    return repository.isEmpty()
        ? Optional.empty()
        : Optional.of(new ImageName(repository, tag, digest));
  }

  private static String withoutHost(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return name.isEmpty() ? "" : "library/" + name;
    }
    String first = name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host ? name.substring(slash + 1) : name;
  }
}
