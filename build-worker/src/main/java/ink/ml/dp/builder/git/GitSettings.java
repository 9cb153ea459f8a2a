package ink.ml.dp.builder.git;

import java.net.URI;
import java.util.Optional;

/**
 * The git hosts. A request can only name one of them, never a URL.
 *
 * @param githubUrl where repositories are fetched from
 * @param githubApp absent where only Gitea is used
 * @param giteaUrl absent where only GitHub is used
 */
public record GitSettings(
    URI githubUrl,
    Optional<GitHubApp> githubApp,
    Optional<URI> giteaUrl,
    Optional<GitCredentials> giteaToken,
    GitLimits limits) {
  public static final URI GITHUB = URI.create("https://github.com");
  public static final URI GITHUB_API = URI.create("https://api.github.com");
}
