package ink.ml.dp.builder.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RepositoryName;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Tokens of GitHub App installations, each for one repository and for reading its contents alone.
 * Kept until shortly before they end; callers that want the same one at the same time share one
 * call, because GitHub counts them.
 */
public final class InstallationTokens {
  /** A clone that starts with this much left still ends in time. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int MOST_KEPT = 10_000;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<Key, CompletableFuture<Token>> kept = new ConcurrentHashMap<>();
  private final GitHubApi api;
  private final AppJwt jwt;
  private final HostClock clock;
  private final BiConsumer<String, Instant> minted;

  /**
   * @param minted told every new token and when it expires by our clock, so that it can be kept out
   *     of logs
   */
  public InstallationTokens(GitHubApp app, Clock clock, BiConsumer<String, Instant> minted) {
    this(app, new HostClock(clock, System::nanoTime), minted);
  }

  InstallationTokens(GitHubApp app, HostClock clock, BiConsumer<String, Instant> minted) {
    this.api = new GitHubApi(app.apiUrl());
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
    return !known.isCompletedExceptionally() && known.join().end().left().compareTo(MARGIN) > 0;
  }

  private void forgetOld() {
    if (kept.size() > MOST_KEPT) {
      kept.values().removeIf(token -> !usable(token));
    }
  }

  private Token mint(Key key) {
    Action action = new Action("get access to " + key.repository() + " from GitHub");
    HttpResponse<String> answer =
        signed(jwt -> api.tokenFor(action, key.installation(), key.repository(), jwt));
    if (denied(answer)) {
      answer = renamed(action, key).orElse(answer);
    }
    return read(answer, action);
  }

  /**
   * Under the name that it has by now: GitHub forgets none, but gives tokens by the newest only.
   */
  private Optional<HttpResponse<String>> renamed(Action action, Key key) {
    HttpResponse<String> looking = signed(jwt -> api.tokenToLook(action, key.installation(), jwt));
    if (looking.statusCode() != 201) {
      return Optional.empty();
    }
    OptionalLong found = api.renamed(action, key.repository(), read(looking, action).value());
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            signed(jwt -> api.tokenFor(action, key.installation(), found.getAsLong(), jwt)));
  }

  /** What was signed by a clock that is wrong is refused like a wrong key. */
  private HttpResponse<String> signed(Function<String, HttpResponse<String>> ask) {
    HttpResponse<String> answer = ask.apply(jwt.at(clock.now()));
    boolean otherTime = clock.learn(answer);
    return answer.statusCode() == 401 && otherTime ? ask.apply(jwt.at(clock.now())) : answer;
  }

  private boolean denied(HttpResponse<String> answer) {
    return (answer.statusCode() == 404 || answer.statusCode() == 422) && wait(answer).isEmpty();
  }

  private Optional<Duration> wait(HttpResponse<String> answer) {
    return RetryAfter.of(answer.headers()::firstValue, clock.now());
  }

  private Token read(HttpResponse<String> answer, Action action) {
    Optional<Duration> wait = wait(answer);
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

  /** Mints anew the next time: the host refused what was given. */
  public void forget(long installation, RepositoryName repository) {
    kept.remove(new Key(installation, repository));
  }

  private Token read(String body, Action action) {
    try {
      JsonNode answer = json.readTree(body);
      String value = answer.path("token").asText("");
      if (!value.isEmpty()) {
        Instant expires = Instant.parse(answer.path("expires_at").asText(""));
        minted.accept(value, clock.local(expires));
        return new Token(value, clock.until(expires));
      }
    } catch (IOException | DateTimeParseException _) {
      // Said below, without the answer: it may hold a token.
    }
    throw action.failed(FailureCode.GIT_HOST_UNAVAILABLE, "its answer could not be read");
  }

  private record Key(long installation, RepositoryName repository) {}

  private record Token(String value, HostClock.Deadline end) {}
}
