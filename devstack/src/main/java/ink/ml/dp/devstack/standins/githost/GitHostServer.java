package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.http.LoopbackServer;
import ink.ml.dp.devstack.standins.http.Routes;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import ink.ml.dp.devstack.standins.state.StateFile;
import ink.ml.dp.model.name.InvalidValueException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.eclipse.jgit.lib.Repository;

/**
 * The git hosts on one port: Gitea's repositories under {@code /gitea/owner/name}, GitHub's under
 * {@code /github/owner/name}, the GitHub API under {@code /github/api/v3}.
 */
public final class GitHostServer implements AutoCloseable {
  private static final String REPOSITORY = "/(gitea|github)/([^/]+/[^/]+?)(?:\\.git)?";

  private final LoopbackServer server;

  private GitHostServer(LoopbackServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param state where repositories and installations are kept
   * @param port 0 for a free one
   */
  public static GitHostServer start(Path state, StandInSecrets secrets, int port, Clock clock)
      throws IOException {
    RepositoryStore store = new RepositoryStore(state.resolve("repositories"));
    InstallationTokens tokens = new InstallationTokens(secrets.signingKey(), clock);
    GitAuth auth = new GitAuth(secrets.giteaToken(), tokens);
    GitHubApp app =
        new GitHubApp(
            new AppJwt(StandInSecrets.GITHUB_APP_ID, secrets.githubAppPublicKey(), clock),
            tokens,
            store,
            StateFile.open(
                state.resolve("installations.json"),
                GitHubApp.Installations.class,
                new GitHubApp.Installations(new TreeMap<>())));
    Faults faults = new Faults();
    Routes routes = new Routes();
    new GitHostPages(store, app, faults).addTo(routes, secrets.adminToken());
    routes
        .on(
            "POST",
            "/github/api/v3/app/installations/([0-9]{1,18})/access_tokens",
            (exchange, path) -> {
              faults.apply();
              app.accessToken(Long.parseLong(path.group(1)), exchange);
            })
        .on(
            "GET",
            REPOSITORY + "/info/refs",
            (exchange, path) -> {
              faults.apply();
              try (Repository repository = read(store, auth, path, exchange)) {
                SmartHttp.infoRefs(repository, exchange);
              }
            })
        .on(
            "POST",
            REPOSITORY + "/git-upload-pack",
            (exchange, path) -> {
              faults.apply();
              try (Repository repository = read(store, auth, path, exchange)) {
                SmartHttp.uploadPack(repository, exchange, exchange.body());
              }
            })
        .on("GET", "/healthz", (exchange, path) -> exchange.reply(200, Map.of("status", "ok")));
    return new GitHostServer(LoopbackServer.start(port, routes));
  }

  private static Repository read(
      RepositoryStore store, GitAuth auth, Matcher path, Exchange exchange) throws IOException {
    RepositoryKey key = key(path);
    Optional<Access> access = store.exists(key) ? Optional.of(store.access(key)) : Optional.empty();
    auth.require(key, access, exchange);
    return store.open(key);
  }

  static RepositoryKey key(Matcher path) {
    try {
      return RepositoryKey.of(path.group(1), path.group(2));
    } catch (InvalidValueException e) {
      throw new HttpError(404, "repository not found", e);
    }
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
