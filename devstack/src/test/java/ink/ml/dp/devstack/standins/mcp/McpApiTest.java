package ink.ml.dp.devstack.standins.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.devstack.standins.StandInsClient;
import ink.ml.dp.devstack.standins.http.AdminHttp;
import ink.ml.dp.devstack.standins.http.BearerToken;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpApiTest {
  @TempDir Path state = Path.of("");
  private @Nullable McpApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = McpApiServer.start(state, StandInSecrets.in(state), 0);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  private McpApiServer server() {
    return Optional.ofNullable(server).orElseThrow();
  }

  private McpAdmin admin() throws IOException {
    return StandInsClient.of(state, 1, server().port()).mcp();
  }

  private AdminHttp worker(BearerToken token) {
    return new AdminHttp(URI.create("http://127.0.0.1:" + server().port() + "/"), token);
  }

  private JsonNode environment(String path) throws IOException {
    return worker(StandInSecrets.in(state).mcpApiToken()).get("internal/v1/services/" + path);
  }

  @Test
  void servesTheNewestVersionAndEarlierOnesUntilTheyAreGone() throws IOException {
    String id = admin().register("acme", "default", "web").serviceId();
    assertThat(environment(id + "/environment").path("variables")).isEmpty();

    String version = admin().setEnvironment(id, List.of(Variable.run("GREETING", "hello")));
    admin().setEnvironment(id, List.of(Variable.build("GREETING", "bye")));

    assertThat(environment(id + "/environment").toString())
        .contains("\"version\":\"v3\"", "\"available_at\":\"build\"");
    assertThat(environment(id + "/environment?version=" + version).toString())
        .contains("\"value\":\"hello\"");
    for (int i = 0; i < RegisteredService.KEPT_ENVIRONMENTS; i++) {
      admin().setEnvironment(id, List.of());
    }
    assertThatThrownBy(() -> environment(id + "/environment?version=" + version))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void refusesStrangersAndUnknownServices() throws IOException {
    String id = admin().register("acme", "default", "web").serviceId();

    assertThatThrownBy(
            () -> worker(new BearerToken("x")).get("internal/v1/services/" + id + "/environment"))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(401));
    assertThatThrownBy(() -> environment("svc-none/environment"))
        .isInstanceOfSatisfying(HttpError.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void remembersServicesAndTheirSequenceOverARestart() throws IOException {
    RegisteredService web = admin().register("acme", "default", "web");
    assertThat(admin().nextSequence(web.serviceId())).isEqualTo(1);
    server().close();
    start();

    assertThat(admin().nextSequence(web.serviceId())).isEqualTo(2);
    assertThat(admin().register("acme", "default", "web").serviceId()).isEqualTo(web.serviceId());
    assertThat(admin().register("rival", "default", "web").serviceId())
        .isNotEqualTo(web.serviceId());
    admin().forget(web.serviceId());
    assertThat(admin().register("acme", "default", "web").serviceId())
        .isNotEqualTo(web.serviceId());
  }
}
