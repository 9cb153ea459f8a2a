package ink.ml.dp.devstack.standins.githost;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.state.StateFile;
import ink.ml.dp.model.request.GitHost;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The GitHub App's one call that is needed: {@code POST /app/installations/{id}/access_tokens}. */
final class GitHubApp {
  @JsonIgnoreProperties(ignoreUnknown = true)
  record TokenRequest(
      @JsonProperty("repositories") @Nullable List<String> repositories,
      @JsonProperty("permissions") @Nullable Map<String, String> permissions) {}

  private final AppJwt jwt;
  private final InstallationTokens tokens;
  private final RepositoryStore store;
  private final StateFile<Installations> installations;

  /**
   * Where the app is installed.
   *
   * @param owners installation IDs and the owner of each
   */
  record Installations(@JsonProperty("owners") Map<Long, String> owners) {
    Installations with(long id, String owner) {
      Map<Long, String> more = new TreeMap<>(owners);
      more.put(id, owner);
      return new Installations(more);
    }
  }

  GitHubApp(
      AppJwt jwt,
      InstallationTokens tokens,
      RepositoryStore store,
      StateFile<Installations> installations) {
    this.jwt = jwt;
    this.tokens = tokens;
    this.store = store;
    this.installations = installations;
  }

  void install(long id, String owner) {
    installations.update(known -> known.with(id, owner));
  }

  /** Mints a token for the named repositories of the installation's owner, or for all of them. */
  void accessToken(long installation, Exchange exchange) throws IOException {
    jwt.require(exchange.header("Authorization").orElse(""));
    String owner =
        Optional.ofNullable(installations.get().owners().get(installation))
            .orElseThrow(() -> new HttpError(404, "Not Found"));
    TokenRequest request = exchange.json(TokenRequest.class);
    List<String> readable = readable(owner);
    List<String> wanted =
        request.repositories() == null
            ? readable
            : request.repositories().stream().map(name -> owner + "/" + name).toList();
    if (!readable.containsAll(wanted)) {
      throw new HttpError(
          422,
          "There is at least one repository that does not exist or is not accessible to the parent"
              + " installation.");
    }
    Instant expiry = tokens.expiry();
    exchange.reply(
        201,
        Map.of(
            "token", tokens.mint(wanted, expiry),
            "expires_at", expiry.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString(),
            "permissions",
                Optional.ofNullable(request.permissions()).orElse(Map.of("contents", "read")),
            "repository_selection", "selected"));
  }

  private List<String> readable(String owner) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    for (RepositoryKey key : store.list()) {
      if (key.host() == GitHost.GITHUB
          && key.owner().equals(owner)
          && store.access(key) != Access.HIDDEN) {
        names.add(key.name().value());
      }
    }
    return names;
  }
}
