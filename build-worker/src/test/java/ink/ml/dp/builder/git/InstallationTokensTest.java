package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
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
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> minted = new CopyOnWriteArrayList<>();
  private HttpServer github;
  private KeyPair keys;
  private volatile int status = 201;
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private volatile Instant expires = NOW.plus(Duration.ofHours(1));
  private volatile boolean looksAtTheClock;

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
                "{\"token\":\"ghs_%d\",\"expires_at\":\"%s\"}"
                    .formatted(requests.size(), expires)
                    .getBytes(StandardCharsets.UTF_8);
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            int answer = looksAtTheClock && !signedNow() ? 401 : status;
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
    assertThat(tokens(NOW).token(42, WEB).token()).isEqualTo("ghs_1");
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
                .formatted(NOW.getEpochSecond() - 60, NOW.getEpochSecond() + 480));
  }

  @Test
  void keepsATokenUntilItNearlyEnds() {
    InstallationTokens tokens = tokens(NOW);
    tokens.token(42, WEB);
    tokens.token(42, WEB);
    tokens.token(42, new RepositoryName("acme/api"));
    tokens.token(43, WEB);
    assertThat(requests).hasSize(3);
    InstallationTokens later = tokens(NOW.plus(Duration.ofMinutes(51)));
    later.token(42, WEB);
    later.token(42, WEB);
    assertThat(requests).hasSize(5);
  }

  @Test
  void asksOnceForAllWhoAskAtOnce() throws Exception {
    InstallationTokens tokens = tokens(NOW);
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
    InstallationTokens tokens = tokens(NOW);
    refused(tokens, 401, FailureCode.GIT_CREDENTIALS_REJECTED);
    refused(tokens, 404, FailureCode.REPOSITORY_ACCESS_DENIED);
    refused(tokens, 422, FailureCode.REPOSITORY_ACCESS_DENIED);
    refused(tokens, 502, FailureCode.GIT_HOST_UNAVAILABLE);
    status = 201;
    // One more than were asked for: the first was signed again, by the clock of the answer.
    assertThat(tokens.token(42, WEB).token()).isEqualTo("ghs_6");
  }

  @Test
  void waitsAsLongAsGitHubSays() {
    InstallationTokens tokens = tokens(NOW);
    headers.put("Retry-After", "37");
    for (int answer : new int[] {403, 429, 503}) {
      assertThat(refused(tokens, answer, FailureCode.GIT_HOST_UNAVAILABLE).retryAfter())
          .contains(Duration.ofSeconds(37));
    }
    headers.clear();
    headers.put("X-RateLimit-Remaining", "0");
    headers.put("X-RateLimit-Reset", String.valueOf(NOW.plusSeconds(90).getEpochSecond()));
    assertThat(refused(tokens, 403, FailureCode.GIT_HOST_UNAVAILABLE).retryAfter())
        .contains(Duration.ofSeconds(90));
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
    InstallationTokens tokens = tokens(NOW);
    GitHosts hosts =
        new GitHosts(
            new GitSettings(
                GitSettings.GITHUB,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                GitLimits.DEFAULT),
            Optional.of(tokens));
    List<String> used = new CopyOnWriteArrayList<>();
    String answer =
        hosts.with(
            GitHost.GITHUB,
            WEB,
            OptionalLong.of(42),
            remote -> {
              used.add(remote.credentials().orElseThrow().token());
              if (used.size() == 1) {
                throw new DeployException(
                    FailureCode.GIT_CREDENTIALS_REJECTED, "clone", "it is revoked");
              }
              return "cloned";
            });
    assertThat(answer).isEqualTo("cloned");
    assertThat(used).containsExactly("ghs_1", "ghs_2");
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

  private InstallationTokens tokens(Instant now) {
    URI api = URI.create("http://127.0.0.1:" + github.getAddress().getPort() + "/api/v3");
    return new InstallationTokens(
        new GitHubApp(api, "4711", keys.getPrivate()),
        Clock.fixed(now, ZoneOffset.UTC),
        (token, _) -> minted.add(token));
  }
}
