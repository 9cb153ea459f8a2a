package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.Exchange;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.http.Routes;
import ink.ml.dp.model.request.GitHost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may read what. As GitHub and Gitea answer: 401 without or with wrong credentials, 404 for a
 * repository that is not there or not for the caller.
 */
final class GitAuth {
  private final String giteaToken;
  private final InstallationTokens installations;

  GitAuth(String giteaToken, InstallationTokens installations) {
    this.giteaToken = giteaToken;
    this.installations = installations;
  }

  /**
   * Lets a reader pass.
   *
   * @param access empty when there is no such repository
   * @throws HttpError 401, 403 or 404
   */
  void require(RepositoryKey key, Optional<Access> access, Exchange exchange) {
    List<String> tokens = exchange.header("Authorization").map(GitAuth::tokens).orElse(List.of());
    boolean anonymous = exchange.header("Authorization").isEmpty();
    if (anonymous && access.equals(Optional.of(Access.PUBLIC))) {
      return;
    }
    if (tokens.stream().noneMatch(token -> known(key.host(), token))) {
      exchange.setHeader("WWW-Authenticate", "Basic realm=\"" + key.host().wire() + "\"");
      throw new HttpError(401, anonymous ? "authentication required" : "bad credentials");
    }
    if (access.equals(Optional.of(Access.FORBIDDEN))) {
      throw new HttpError(403, "access to this repository is blocked");
    }
    boolean reads = tokens.stream().anyMatch(token -> reads(key, token));
    if (access.isEmpty() || access.get() == Access.HIDDEN || !reads) {
      throw new HttpError(404, "repository not found");
    }
  }

  private boolean known(GitHost host, String token) {
    return switch (host) {
      case GITEA -> Routes.sameSecret(giteaToken, token);
      case GITHUB -> installations.verify(token).isPresent();
    };
  }

  private boolean reads(RepositoryKey key, String token) {
    return switch (key.host()) {
      case GITEA -> true;
      case GITHUB ->
          installations.verify(token).filter(scope -> scope.covers(key.name())).isPresent();
    };
  }

  /** The tokens that a header may carry: Gitea takes one as the user or as the password. */
  private static List<String> tokens(String header) {
    int space = header.indexOf(' ');
    String scheme = space < 0 ? "" : header.substring(0, space);
    String rest = header.substring(space + 1).strip();
    return switch (scheme.toLowerCase(java.util.Locale.ROOT)) {
      case "token", "bearer" -> List.of(rest);
      case "basic" -> basic(rest);
      default -> List.of();
    };
  }

  private static List<String> basic(String encoded) {
    try {
      String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return Stream.of(decoded.split(":", 2)).filter(part -> !part.isEmpty()).toList();
    } catch (IllegalArgumentException e) {
      throw new HttpError(401, "the Authorization header is not base64", e);
    }
  }
}
