package ink.ml.dp.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.name.ImageRepository;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.runtime.testing.FakeHttpServer;
import ink.ml.dp.runtime.testing.FakeHttpServer.Request;
import ink.ml.dp.runtime.testing.FakeHttpServer.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RegistryClientTest {
  private static final RegistryHost HOST = new RegistryHost("registry:5000");
  private static final ImageRepository REPOSITORY = new ImageRepository(HOST, "dp-a-b/web");
  private static final ImageDigest DIGEST = new ImageDigest("sha256:" + "a".repeat(64));

  @Test
  void asksForADigest() throws IOException {
    try (var server =
        new FakeHttpServer(
            r ->
                r.target().endsWith("/tag")
                    ? new Response(200, "", Map.of("Docker-Content-Digest", DIGEST.value()))
                    : new Response(404, ""))) {
      RegistryClient client = client(server.uri());
      assertThat(client.head(REPOSITORY, "tag")).contains(DIGEST);
      assertThat(client.head(REPOSITORY, DIGEST.value())).isEmpty();
      assertThat(server.requests().getFirst().target()).isEqualTo("/v2/dp-a-b/web/manifests/tag");
    }
  }

  @Test
  void putsTheSameBytesUnderTheTag() throws IOException {
    try (var server =
        new FakeHttpServer(
            r ->
                "GET".equals(r.method())
                    ? new Response(200, "{manifest}", Map.of("Content-Type", "application/x"))
                    : new Response(201, ""))) {
      client(server.uri()).refreshTag(REPOSITORY, "tag", DIGEST);
      Request put = server.requests().getLast();
      assertThat(put.method() + " " + put.target()).isEqualTo("PUT /v2/dp-a-b/web/manifests/tag");
      assertThat(put.type()).isEqualTo("application/x");
      assertThat(put.body()).isEqualTo("{manifest}");
    }
  }

  @Test
  void asksForNoMoreThanItDoes() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    try (var server =
        new FakeHttpServer(
            r ->
                "PUT".equals(r.method())
                    ? new Response(201, "")
                    : new Response(200, "{}", Map.of("Docker-Content-Digest", DIGEST.value())))) {
      RegistryClient client =
          new RegistryClient(
              new RegistrySettings(HOST, server.uri()),
              Optional.of(new RegistryTokenSigner(pem, "key", Clock.systemUTC())));
      client.head(REPOSITORY, "tag");
      client.config(REPOSITORY, DIGEST.value());
      client.refreshTag(REPOSITORY, "tag", DIGEST);
      assertThat(server.requests())
          .extracting(r -> r.method() + " " + actions(r.authorization()))
          .containsExactly(
              "HEAD [\"pull\"]",
              "GET [\"pull\"]",
              "GET [\"pull\"]",
              "GET [\"pull\"]",
              "PUT [\"pull\",\"push\"]");
    }
  }

  private static String actions(String bearer) {
    String claims =
        new String(
            Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    return claims.replaceAll("(?s).*\"actions\":(\\[[^]]*\\]).*", "$1");
  }

  @Test
  void tellsWhoseFaultItIs() throws IOException {
    assertCode(r -> new Response(503, ""), FailureCode.REGISTRY_UNAVAILABLE);
    assertCode(r -> new Response(401, ""), FailureCode.REGISTRY_REJECTED);
    assertCode(r -> new Response(404, ""), FailureCode.IMAGE_GONE);
    assertCode(
        r -> "GET".equals(r.method()) ? new Response(200, "{}") : new Response(400, ""),
        FailureCode.IMAGE_GONE);
    assertThatThrownBy(() -> client(URI.create("http://127.0.0.1:1")).head(REPOSITORY, "tag"))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.REGISTRY_UNAVAILABLE));
  }

  @Test
  void readsItsSettings() {
    assertThat(settings(Map.of("REGISTRY_HOST", "http://10.0.1.10:5000/")))
        .isEqualTo(
            new RegistrySettings(
                new RegistryHost("10.0.1.10:5000"), URI.create("http://10.0.1.10:5000")));
    assertThat(settings(Map.of("REGISTRY_HOST", "r:5000", "REGISTRY_URL", "http://127.0.0.1:9/")))
        .isEqualTo(
            new RegistrySettings(new RegistryHost("r:5000"), URI.create("http://127.0.0.1:9")));
  }

  private static RegistrySettings settings(Map<String, String> environment) {
    return RegistrySettings.read(new Settings(environment::get));
  }

  private static void assertCode(Function<Request, Response> answer, FailureCode code)
      throws IOException {
    try (var server = new FakeHttpServer(answer)) {
      assertThatThrownBy(() -> client(server.uri()).refreshTag(REPOSITORY, "tag", DIGEST))
          .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  private static RegistryClient client(URI uri) {
    return new RegistryClient(new RegistrySettings(HOST, uri));
  }
}
