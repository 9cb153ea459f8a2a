package ink.ml.dp.builder.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.runtime.http.HttpCaller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Tokens of GitHub App installations, each for one repository and for reading its contents alone.
 * Kept until shortly before they end; callers that want the same one at the same time share one
 * call, because GitHub counts them.
 */
public final class InstallationTokens {
  /** A clone that starts with this much left still ends in time. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final HttpCaller HTTP = new HttpCaller(Duration.ofSeconds(15));
  private static final int MOST_KEPT = 10_000;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<Key, CompletableFuture<Token>> kept = new ConcurrentHashMap<>();
  private final GitHubApp app;
  private final AppJwt jwt;
  private final Clock clock;
  private final BiConsumer<String, Instant> minted;
  private volatile Duration skew = Duration.ZERO;

  /**
   * @param minted told every new token and when it expires, so that it can be kept out of logs
   */
  public InstallationTokens(GitHubApp app, Clock clock, BiConsumer<String, Instant> minted) {
    this.app = app;
    this.jwt = new AppJwt(app.appId(), app.key());
    this.clock = clock;
    this.minted = minted;
  }

  /**
   * A token with at least ten minutes left.
   *
   * @throws DeployException when GitHub does not give one
   */
  public GitCredentials token(long installation, RepositoryName repository) {
    Key key = new Key(installation, repository);
    CompletableFuture<Token> mine = new CompletableFuture<>();
    CompletableFuture<Token> shared =
        kept.compute(key, (_, known) -> known != null && usable(known) ? known : mine);
    if (shared == mine) {
      fill(key, mine);
    }
    try {
      return new GitCredentials(shared.join().value());
    } catch (CompletionException e) {
      if (e.getCause() instanceof DeployException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void fill(Key key, CompletableFuture<Token> promise) {
    try {
      forgetOld();
      promise.complete(mint(key));
    } catch (RuntimeException | Error e) {
      kept.remove(key, promise);
      promise.completeExceptionally(e);
    }
  }

  private boolean usable(CompletableFuture<Token> known) {
    if (!known.isDone()) {
      return true;
    }
    return !known.isCompletedExceptionally() && known.join().expires().minus(MARGIN).isAfter(now());
  }

  private void forgetOld() {
    if (kept.size() > MOST_KEPT) {
      kept.values().removeIf(token -> !usable(token));
    }
  }

  private Token mint(Key key) {
    Action action = new Action("get access to " + key.repository() + " from GitHub");
    HttpResponse<String> answer = ask(key, action);
    if (answer.statusCode() == 401 && learnSkew(answer)) {
      // What was signed by a clock that is wrong is refused like a wrong key.
      answer = ask(key, action);
    }
    Optional<Duration> wait = RetryAfter.of(answer.headers()::firstValue, now());
    return switch (answer.statusCode()) {
      case 201 -> read(answer.body(), action);
      case 401 ->
          throw action.failed(
              FailureCode.GIT_CREDENTIALS_REJECTED, "it refuses the platform's app key");
      case 403, 404, 422 -> {
        if (wait.isPresent()) {
          throw unavailable(action, "it was asked too often", wait);
        }
        throw action.failed(
            FailureCode.REPOSITORY_ACCESS_DENIED, "the app's installation has no access to it");
      }
      default -> throw unavailable(action, "it answered " + answer.statusCode(), wait);
    };
  }

  private static DeployException unavailable(
      Action action, String because, Optional<Duration> wait) {
    DeployException failure = action.failed(FailureCode.GIT_HOST_UNAVAILABLE, because);
    return wait.map(failure::retryAfter).orElse(failure);
  }

  /** Whether GitHub's clock differs from ours by more than was known. */
  private boolean learnSkew(HttpResponse<String> answer) {
    Optional<Duration> found =
        answer
            .headers()
            .firstValue("Date")
            .flatMap(RetryAfter::date)
            .map(theirs -> Duration.between(clock.instant(), theirs));
    Duration before = skew;
    found.ifPresent(s -> skew = s);
    return found.isPresent()
        && found.get().minus(before).abs().compareTo(Duration.ofSeconds(20)) > 0;
  }

  /** The time by GitHub's clock, as far as it is known. */
  private Instant now() {
    return clock.instant().plus(skew);
  }

  /** Mints anew the next time: the host refused what was given. */
  public void forget(long installation, RepositoryName repository) {
    kept.remove(new Key(installation, repository));
  }

  private HttpResponse<String> ask(Key key, Action action) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(key.installation()))
            .header("Accept", "application/vnd.github+json")
            .header("Authorization", "Bearer " + jwt.at(now()))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .POST(HttpRequest.BodyPublishers.ofString(body(key.repository().value())))
            .build();
    return HTTP.call(
        action,
        FailureCode.GIT_HOST_UNAVAILABLE,
        "its API does not answer",
        request,
        HttpResponse.BodyHandlers.ofString());
  }

  private String body(String repository) {
    ObjectNode body = json.createObjectNode();
    body.putArray("repositories").add(repository.substring(repository.indexOf('/') + 1));
    body.putObject("permissions").put("contents", "read");
    return body.toString();
  }

  private URI uri(long installation) {
    String root = app.apiUrl().toString();
    String base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    return URI.create(base + "/app/installations/" + installation + "/access_tokens");
  }

  private Token read(String body, Action action) {
    try {
      JsonNode answer = json.readTree(body);
      String value = answer.path("token").asText("");
      if (!value.isEmpty()) {
        Instant expires = Instant.parse(answer.path("expires_at").asText(""));
        minted.accept(value, expires);
        return new Token(value, expires);
      }
    } catch (IOException | DateTimeParseException _) {
      // Said below, without the answer: it may hold a token.
    }
    throw action.failed(FailureCode.GIT_HOST_UNAVAILABLE, "its answer could not be read");
  }

  private record Key(long installation, RepositoryName repository) {}

  private record Token(String value, Instant expires) {}
}
