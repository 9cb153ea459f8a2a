package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.request.GitHost;
import ink.ml.dp.runtime.redact.Redactor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Where the configured git hosts are, and who may speak to them. */
@Singleton
public final class GitHosts {
  private final GitSettings config;
  private final Optional<InstallationTokens> tokens;

  @Inject
  GitHosts(GitSettings settings, Redactor redactor) {
    this(
        settings,
        settings
            .githubApp()
            .map(app -> new InstallationTokens(app, Clock.systemUTC(), redactor::hideUntil)));
  }

  public GitHosts(GitSettings config, Optional<InstallationTokens> tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  /**
   * The repository's address and what opens it; may ask GitHub for a token.
   *
   * @param installation of the GitHub App; without one a GitHub repository must be public
   * @throws DeployException when the host is not configured or refuses the token
   */
  public GitRemote remote(GitHost host, RepositoryName repository, OptionalLong installation) {
    return switch (host) {
      case GITHUB ->
          new GitRemote(
              repository,
              url(config.githubUrl(), repository),
              token(repository, installation),
              other -> tokenIfAllowed(other, installation));
      case GITEA ->
          new GitRemote(repository, url(gitea(repository), repository), config.giteaToken());
    };
  }

  /**
   * Uses a repository, and once more with new tokens when the host refuses one that was kept, its
   * own or a submodule's: they can end early, as when the app's key or an installation's
   * repositories are changed.
   */
  public <T> T with(
      GitHost host,
      RepositoryName repository,
      OptionalLong installation,
      Function<GitRemote, T> use) {
    Set<RepositoryName> opened = ConcurrentHashMap.newKeySet();
    opened.add(repository);
    GitRemote first = remote(host, repository, installation);
    try {
      return use.apply(
          new GitRemote(
              first.name(),
              first.url(),
              first.credentials(),
              other -> {
                opened.add(other);
                return first.others().apply(other);
              }));
    } catch (DeployException e) {
      if (e.code() != FailureCode.GIT_CREDENTIALS_REJECTED
          || installation.isEmpty()
          || tokens.isEmpty()) {
        throw e;
      }
      opened.forEach(name -> tokens.get().forget(installation.getAsLong(), name));
      return use.apply(remote(host, repository, installation));
    }
  }

  private Optional<GitCredentials> token(RepositoryName repository, OptionalLong installation) {
    if (installation.isEmpty()) {
      return Optional.empty();
    }
    InstallationTokens minter =
        tokens.orElseThrow(
            () ->
                new Action("open " + repository)
                    .failed(
                        FailureCode.GIT_CREDENTIALS_REJECTED,
                        "this platform has no GitHub App configured"));
    return Optional.of(minter.token(installation.getAsLong(), repository));
  }

  /** Without a token, a public repository can still be read. */
  private Optional<GitCredentials> tokenIfAllowed(
      RepositoryName repository, OptionalLong installation) {
    try {
      return token(repository, installation);
    } catch (DeployException e) {
      if (e.code() == FailureCode.REPOSITORY_ACCESS_DENIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private URI gitea(RepositoryName repository) {
    return config
        .giteaUrl()
        .orElseThrow(
            () ->
                new Action("open " + repository)
                    .failed(
                        FailureCode.REPOSITORY_NOT_FOUND, "this platform has no Gitea configured"));
  }

  private static URI url(URI base, RepositoryName repository) {
    String root = base.toString();
    return URI.create((root.endsWith("/") ? root : root + "/") + repository + ".git");
  }
}
