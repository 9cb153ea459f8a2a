package ink.ml.dp.buildkit.session;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.RegistryAuth;
import io.grpc.Metadata;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a session presents itself. */
class SessionHeadersTest {
  @Test
  void namesItselfItsKeyAndItsMethods() {
    Metadata headers =
        SessionHeaders.of(
            "id1",
            "tenant/é app",
            List.of(new AuthService(RegistryAuth.none()), new HealthService()));
    assertThat(headers.get(key("uuid"))).isEqualTo("id1");
    assertThat(headers.get(key("sharedkey"))).isEqualTo("tenant%2F%C3%A9+app");
    assertThat(headers.get(key("sharedkey-encoded"))).isEqualTo("1");
    assertThat(headers.getAll(key("grpc-method")))
        .contains("/moby.filesync.v1.Auth/Credentials", "/grpc.health.v1.Health/Check");
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of("x-docker-expose-session-" + name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
