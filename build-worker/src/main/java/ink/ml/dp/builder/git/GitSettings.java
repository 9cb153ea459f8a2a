package ink.ml.dp.builder.git;

import ink.ml.dp.model.setting.Settings;
import java.net.URI;
import java.security.PrivateKey;
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

  /**
   * Reads the hosts, what opens them, and how much is taken from them.
   *
   * @throws ink.ml.dp.model.setting.SettingException naming the variable that is missing or bad
   */
  public static GitSettings read(Settings settings) {
    settings.together("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY");
    Optional<String> appId =
        settings.text("GITHUB_APP_ID", "the GitHub App that reads repositories").optional();
    Optional<PrivateKey> appKey =
        settings
            .text("GITHUB_APP_PRIVATE_KEY", "the GitHub App's key")
            .as("an unencrypted RSA private key in PEM", PrivateKeys::rsa)
            .secret()
            .optional();
    URI api = settings.url("GITHUB_API_URL", "GitHub's API").orElse(GITHUB_API);
    return new GitSettings(
        settings.url("GITHUB_URL", "where GitHub's repositories are").orElse(GITHUB),
        appId.map(id -> new GitHubApp(api, id, appKey.orElseThrow())),
        settings.url("GITEA_URL", "where Gitea's repositories are").optional(),
        settings
            .text("GITEA_TOKEN", "reads Gitea's repositories")
            .as("a text", GitCredentials::new)
            .secret()
            .optional(),
        GitLimitSettings.read(settings));
  }
}
