package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/**
 * A repository that can be fetched from.
 *
 * @param url without credentials; ends in the name and {@code .git}
 * @param credentials absent when the platform has none for this host
 * @param others what opens another repository of the same host for the same owner, if anything;
 *     these credentials themselves may open what is not the owner's
 */
public record GitRemote(
    RepositoryName name,
    URI url,
    Optional<GitCredentials> credentials,
    Function<RepositoryName, Optional<GitCredentials>> others) {
  public GitRemote(RepositoryName name, URI url, Optional<GitCredentials> credentials) {
    this(name, url, credentials, _ -> Optional.empty());
  }

  /**
   * The same repository, where its host keeps it by now.
   *
   * @param there on the same host
   */
  GitRemote at(URI there) {
    return new GitRemote(name, there, credentials, others);
  }

  /** Another repository of the same host. */
  GitRemote other(RepositoryName other) {
    if (other.equals(name)) {
      return this;
    }
    String own = name + ".git";
    String base = url.toString();
    URI there = URI.create(base.substring(0, base.length() - own.length()) + other + ".git");
    return new GitRemote(other, there, others.apply(other), others);
  }
}
