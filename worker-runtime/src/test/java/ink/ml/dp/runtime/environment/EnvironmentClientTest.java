package ink.ml.dp.runtime.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.testing.FakeHttpServer;
import ink.ml.dp.runtime.testing.FakeHttpServer.Response;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentClientTest {
  private static final ServiceId SERVICE = new ServiceId("svc-1");
  private static final String TOKEN = "the-token-of-the-api";
  private static final String BODY =
      """
      {"version": "v2", "later": 1, "variables": [
        {"name": "BOTH", "value": "1", "available_at": "both"},
        {"name": "BUILD", "value": "2", "available_at": "build"},
        {"name": "RUN", "value": "top-secret", "available_at": "run"}]}
      """;

  @Test
  void readsTheNewestWithItsToken() throws IOException {
    try (var server = new FakeHttpServer(r -> new Response(200, BODY))) {
      Environment environment = client(server).newest(SERVICE);
      assertThat(environment.version()).isEqualTo(new EnvironmentVersion("v2"));
      assertThat(environment.atBuild()).isEqualTo(Map.of("BOTH", "1", "BUILD", "2"));
      assertThat(environment.atRun()).isEqualTo(Map.of("BOTH", "1", "RUN", "top-secret"));
      assertThat(environment.toString()).doesNotContain("top-secret");
      var request = server.requests().getFirst();
      assertThat(request.target()).isEqualTo("/internal/v1/services/svc-1/environment");
      assertThat(request.authorization()).isEqualTo("Bearer " + TOKEN);
    }
  }

  @Test
  void asksAnewForAVersionThatIsGone() throws IOException {
    try (var server =
        new FakeHttpServer(
            r ->
                r.target().contains("?version=v1")
                    ? new Response(404, "")
                    : new Response(200, BODY))) {
      assertThat(client(server).at(SERVICE, new EnvironmentVersion("v1")).version())
          .isEqualTo(new EnvironmentVersion("v2"));
    }
  }

  @Test
  void tellsWhoseFaultItIs() throws IOException {
    assertFailure(404, "", FailureCode.SERVICE_NOT_FOUND);
    assertFailure(503, "", FailureCode.ENVIRONMENT_UNAVAILABLE);
    assertFailure(200, "<html>top-secret", FailureCode.ENVIRONMENT_UNAVAILABLE);
    assertFailure(200, "{\"variables\": []}", FailureCode.ENVIRONMENT_UNAVAILABLE);
    assertFailure(200, BODY.replace("RUN", "R=N"), FailureCode.ENVIRONMENT_INVALID);
    assertFailure(200, BODY.replace("\"run\"", "\"never\""), FailureCode.ENVIRONMENT_INVALID);
    assertFailure(
        200, BODY.replace("top-secret", "top-secret\\u0000"), FailureCode.ENVIRONMENT_INVALID);
  }

  @Test
  void valuesAreTakenAsTheyStandOrRefusedByName() throws IOException {
    assertFailure(200, "{\"version\": \"v2\"}", FailureCode.ENVIRONMENT_UNAVAILABLE);
    assertFailure(200, BODY.replace("\"top-secret\"", "7"), FailureCode.ENVIRONMENT_INVALID);
    assertFailure(200, BODY.replace("\"top-secret\"", "null"), FailureCode.ENVIRONMENT_INVALID);
    assertFailure(200, BODY.replace("BUILD", "BOTH"), FailureCode.ENVIRONMENT_INVALID);
    String reference = BODY.replace("top-secret", "a ${{db.URL}} top-secret");
    assertFailure(200, reference, FailureCode.ENVIRONMENT_INVALID);
    try (var server = new FakeHttpServer(r -> new Response(200, reference))) {
      assertThatThrownBy(() -> client(server).newest(SERVICE))
          .hasMessageContaining("RUN refers to");
    }
  }

  private static void assertFailure(int status, String body, FailureCode code) throws IOException {
    try (var server = new FakeHttpServer(r -> new Response(status, body))) {
      assertThatThrownBy(() -> client(server).newest(SERVICE))
          .isInstanceOfSatisfying(
              DeployException.class,
              e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e).hasMessageNotContaining("top-secret");
              });
    }
  }

  private static EnvironmentClient client(FakeHttpServer server) {
    return new EnvironmentClient(
        new Settings(Map.of("MCP_API_URL", server.uri() + "/", "MCP_API_TOKEN", TOKEN)::get),
        new Redactor());
  }
}
