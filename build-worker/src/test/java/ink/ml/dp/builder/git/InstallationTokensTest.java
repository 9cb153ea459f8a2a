package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.request.GitHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstallationTokensTest {
  private static final RepositoryName WEB = new RepositoryName("acme/web");

  /** The server dates its answers, so that only the present does not look like a wrong clock. */
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> minted = new CopyOnWriteArrayList<>();
  private HttpServer github;
  private KeyPair keys;
  private volatile int status = 201;
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private volatile Instant expires = now.plus(Duration.ofHours(1));
  private volatile boolean looksAtTheClock;
  private volatile String fullName = "acme/web";
  private volatile boolean wasRenamed;
  private volatile String renamedTo = "";
  private volatile Duration passed = Duration.ZERO;
  private final List<Instant> hidden = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    github.createContext(
        "/api/v3/",
        exchange -> {
          try (exchange) {
            requests.add(
                exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body =
                "{\"token\":\"ghs_%d\",\"expires_at\":\"%s\",\"id\":7,\"full_name\":\"%s\"}"
                    .formatted(requests.size(), expires, fullName)
                    .getBytes(StandardCharsets.UTF_8);
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            int answer = looksAtTheClock && !signedNow() ? 401 : answer(exchange);
            exchange.sendResponseHeaders(answer, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    github.start();
  }

  @AfterEach
  void stop() {
    github.stop(0);
  }

  @Test
  void asksForOneRepositoryAndReadingAlone() throws Exception {
    assertThat(tokens(Clock.fixed(now, ZoneOffset.UTC)).token(42, WEB).token()).isEqualTo("ghs_1");
    String[] request = requests.getFirst().split(" ", 4);
    assertThat(request[0]).isEqualTo("/api/v3/app/installations/42/access_tokens");
    assertThat(request[3]).contains("\"repositories\":[\"web\"]").contains("\"contents\":\"read\"");
    assertThat(minted).containsExactly("ghs_1");
    String[] jwt = request[2].split("\\.", -1);
    Signature check = Signature.getInstance("SHA256withRSA");
    check.initVerify(keys.getPublic());
    check.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    assertThat(new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"iat\":%d,\"exp\":%d,\"iss\":\"4711\"}"
                .formatted(now.getEpochSecond() - 60, now.getEpochSecond() + 480));
  }

  @Test
  void keepsATokenUntilItNearlyEnds() {
    InstallationTokens tokens = tokens(now);
    tokens.token(42, WEB);
    tokens.token(42, WEB);
    tokens.token(42, new RepositoryName("acme/api"));
    tokens.token(43, WEB);
    assertThat(requests).hasSize(3);
    passed = Duration.ofMinutes(49);
    tokens.token(42, WEB);
    assertThat(requests).hasSize(3);
    passed = Duration.ofMinutes(51);
    tokens.token(42, WEB);
    tokens.token(42, WEB);
    assertThat(requests).as("what was minted for an hour that is nearly over").hasSize(4);
  }

  @Test
  void measuresATokensTimeByTheHostsClock() {
    expires = Instant.now().plus(Duration.ofHours(1));
    for (Duration wrong : new Duration[] {Duration.ofMinutes(-7), Duration.ofHours(-3)}) {
      requests.clear();
      passed = Duration.ZERO;
      InstallationTokens tokens = tokens(Instant.now().plus(wrong));
      tokens.token(42, WEB);
      passed = Duration.ofMinutes(51);
      assertThat(tokens.token(42, WEB).token())
          .as("our clock is off by " + wrong)
          .isEqualTo("ghs_2");
    }
  }

  @Test
  void hidesATokenUntilItEndsByOurOwnClock() {
    expires = Instant.now().plus(Duration.ofHours(1));
    Instant ahead = Instant.now().plus(Duration.ofMinutes(30));
    tokens(ahead).token(42, WEB);
    assertThat(hidden.getFirst()).isAfter(ahead.plus(Duration.ofMinutes(59)));
  }

  @Test
  void opensARepositoryThatWasRenamed() {
    wasRenamed = true;
    fullName = "acme/shop";
    InstallationTokens tokens = tokens(now);
    assertThat(tokens.token(42, WEB).token()).isEqualTo("ghs_5");
    assertThat(requests.getFirst()).contains("\"repositories\":[\"web\"]");
    assertThat(requests.get(1)).contains("{\"permissions\":{\"metadata\":\"read\"}}");
    assertThat(requests.get(2)).startsWith("/api/v3/repos/acme/web Bearer ghs_2");
    assertThat(requests.get(3)).startsWith("/api/v3/repositories/7 Bearer ghs_2");
    assertThat(requests.get(4))
        .contains("\"repository_ids\":[7]")
        .contains("{\"contents\":\"read\"}");
    assertThat(minted).containsExactly("ghs_2", "ghs_5");
  }

  @Test
  void followsARenamedRepositoryToNoOtherHost() {
    wasRenamed = true;
    fullName = "acme/shop";
    renamedTo = "http://localhost:" + github.getAddress().getPort() + "/api/v3/repositories/7";
    assertThatThrownBy(() -> tokens(now).token(42, WEB))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.REPOSITORY_ACCESS_DENIED));
    assertThat(requests).hasSize(3);
  }

  @Test
  void asksOnceForAllWhoAskAtOnce() throws Exception {
    InstallationTokens tokens = tokens(now);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> tokens.token(42, WEB).token()));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("ghs_1");
      }
    }
    assertThat(requests).hasSize(1);
  }

  @Test
  void tellsRefusalsApartAndForgetsThem() {
    InstallationTokens tokens = tokens(now);
    refused(tokens, 401, FailureCode.GIT_CREDENTIALS_REJECTED);
    refused(tokens, 404, FailureCode.REPOSITORY_ACCESS_DENIED);
    refused(tokens, 422, FailureCode.REPOSITORY_ACCESS_DENIED);
    refused(tokens, 502, FailureCode.GIT_HOST_UNAVAILABLE);
    status = 201;
    // The two that were denied were looked for under another name, each by a token and a question.
    assertThat(tokens.token(42, WEB).token()).startsWith("ghs_");
  }

  @Test
  void waitsAsLongAsGitHubSays() {
    InstallationTokens tokens = tokens(now);
    headers.put("Retry-After", "37");
    for (int answer : new int[] {403, 429, 503}) {
      assertThat(refused(tokens, answer, FailureCode.GIT_HOST_UNAVAILABLE).retryAfter())
          .contains(Duration.ofSeconds(37));
    }
    headers.clear();
    headers.put("X-RateLimit-Remaining", "0");
    headers.put("X-RateLimit-Reset", String.valueOf(now.getEpochSecond() + 90));
    assertThat(refused(tokens, 403, FailureCode.GIT_HOST_UNAVAILABLE).retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(70), Duration.ofSeconds(91));
    headers.put("X-RateLimit-Remaining", "4000");
    assertThat(refused(tokens, 403, FailureCode.REPOSITORY_ACCESS_DENIED).retryAfter()).isEmpty();
  }

  @Test
  void survivesAClockThatIsWrong() {
    looksAtTheClock = true;
    expires = Instant.now().plus(Duration.ofHours(1));
    for (Duration wrong : new Duration[] {Duration.ofMinutes(-15), Duration.ofMinutes(5)}) {
      requests.clear();
      InstallationTokens tokens = tokens(Instant.now().plus(wrong));
      assertThat(tokens.token(42, WEB).token()).isEqualTo("ghs_2");
      tokens.token(42, WEB);
      tokens.token(43, WEB);
      assertThat(requests).as("the second is signed right at once").hasSize(3);
    }
  }

  @Test
  void mintsAnewWhatTheHostRefused() {
    InstallationTokens tokens = tokens(now);
    GitHosts hosts = hosts(tokens);
    List<String> used = new CopyOnWriteArrayList<>();
    String answer =
        hosts.with(
            GitHost.GITHUB,
            WEB,
            OptionalLong.of(42),
            remote -> {
              used.add(remote.credentials().orElseThrow().token());
              if (used.size() == 1) {
                throw new Action("clone")
                    .failed(FailureCode.GIT_CREDENTIALS_REJECTED, "it is revoked");
              }
              return "cloned";
            });
    assertThat(answer).isEqualTo("cloned");
    assertThat(used).containsExactly("ghs_1", "ghs_2");
  }

  private int answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!wasRenamed) {
      return status;
    }
    if (path.startsWith("/api/v3/repos/")) {
      String here = "http://127.0.0.1:" + github.getAddress().getPort() + "/api/v3/repositories/7";
      exchange.getResponseHeaders().set("Location", renamedTo.isEmpty() ? here : renamedTo);
      return 301;
    }
    return path.startsWith("/api/v3/repositories/")
        ? 200
        : requests.getLast().contains("\"repositories\"") ? 422 : 201;
  }

  @Test
  void mintsAnewWhatWasRefusedOfASubmodule() {
    GitHosts hosts = hosts(tokens(now));
    RepositoryName library = new RepositoryName("acme/library");
    List<String> used = new CopyOnWriteArrayList<>();
    hosts.with(
        GitHost.GITHUB,
        WEB,
        OptionalLong.of(42),
        remote -> {
          used.add(remote.other(library).credentials().orElseThrow().token());
          if (used.size() == 1) {
            throw new Action("clone").failed(FailureCode.GIT_CREDENTIALS_REJECTED, "it is revoked");
          }
          return "cloned";
        });
    assertThat(used).containsExactly("ghs_2", "ghs_4");
  }

  private static GitHosts hosts(InstallationTokens tokens) {
    return new GitHosts(
        new GitSettings(
            GitSettings.GITHUB,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            GitLimits.DEFAULT),
        Optional.of(tokens));
  }

  /** Whether the last request's statement is of now. */
  private boolean signedNow() {
    String jwt = requests.getLast().split(" ", 4)[2];
    String claims =
        new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    long issued = Long.parseLong(claims.replaceAll(".*\"iat\":([0-9]+).*", "$1"));
    long until = Long.parseLong(claims.replaceAll(".*\"exp\":([0-9]+).*", "$1"));
    long now = Instant.now().getEpochSecond();
    return issued <= now && now < until;
  }

  @Test
  void readsBothKindsOfPem() {
    byte[] pkcs8 = keys.getPrivate().getEncoded();
    // The PKCS#1 structure is the octet string at the end of the PKCS#8 one.
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    assertThat(PrivateKeys.rsa(pem("PRIVATE KEY", pkcs8))).isEqualTo(keys.getPrivate());
    assertThat(PrivateKeys.rsa(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(keys.getPrivate());
    String broken = pem("RSA PRIVATE KEY", Arrays.copyOf(pkcs1, 100));
    assertThatThrownBy(() -> PrivateKeys.rsa(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  private DeployException refused(InstallationTokens tokens, int answer, FailureCode code) {
    status = answer;
    DeployException refusal =
        catchThrowableOfType(DeployException.class, () -> tokens.token(42, WEB));
    assertThat(refusal.code()).isEqualTo(code);
    return refusal;
  }

  /** With a clock that runs on from there. */
  private InstallationTokens tokens(Instant start) {
    return tokens(Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), start)));
  }

  private InstallationTokens tokens(Clock clock) {
    URI api = URI.create("http://127.0.0.1:" + github.getAddress().getPort() + "/api/v3");
    return new InstallationTokens(
        new GitHubApp(api, "4711", keys.getPrivate()),
        new HostClock(clock, () -> passed.toNanos()),
        (token, expiry) -> {
          minted.add(token);
          hidden.add(expiry);
        });
  }
}
