package ink.ml.dp.model.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTokenSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private final KeyPair keys = keys();
  private final RegistryTokenSigner signer =
      new RegistryTokenSigner(pem(keys), "build-worker", Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void saysWhoMayDoWhatAndForHowLong() throws IOException {
    String[] parts =
        signer
            .sign("web", List.of(Access.readAndWrite("dp-a/web")), Duration.ofMinutes(5))
            .split("\\.", -1);
    assertThat(json(parts[0]).toString())
        .isEqualTo("{\"typ\":\"JWT\",\"alg\":\"EdDSA\",\"kid\":\"build-worker\"}");
    JsonNode claims = json(parts[1]);
    assertThat(claims.path("iss").asText()).isEqualTo(RegistryTokenSigner.ISSUER);
    assertThat(claims.path("aud").asText()).isEqualTo(RegistryTokenSigner.AUDIENCE);
    assertThat(claims.path("nbf").asLong()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW.plusSeconds(300).getEpochSecond());
    assertThat(claims.path("access").toString())
        .isEqualTo(
            "[{\"type\":\"repository\",\"name\":\"dp-a/web\",\"actions\":[\"pull\",\"push\"]}]");
  }

  @Test
  void isSignedByTheKey() throws GeneralSecurityException {
    String token = signer.sign("web", List.of(), Duration.ofMinutes(5));
    int end = token.lastIndexOf('.');
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(keys.getPublic());
    signature.update(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)))).isTrue();
  }

  @Test
  void textThatLooksLikeMoreClaimsStaysText() throws IOException {
    String hostile = "web\",\"exp\":9,\"access\":[\\\n\u00e9\"";
    String[] parts =
        signer.sign(hostile, List.of(Access.readAndWrite(hostile)), Duration.ZERO).split("\\.", -1);
    JsonNode claims = json(parts[1]);
    assertThat(claims.path("sub").asText()).isEqualTo(hostile);
    assertThat(claims.path("access").path(0).path("name").asText()).isEqualTo(hostile);
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void derivesWhatNobodyElseCan() {
    assertThat(signer.derive("a", "bc"))
        .hasSize(32)
        .isEqualTo(signer.derive("a", "bc"))
        .isNotEqualTo(signer.derive("ab", "c"))
        .isNotEqualTo(
            new RegistryTokenSigner(pem(keys()), "build-worker", Clock.systemUTC())
                .derive("a", "bc"));
  }

  @Test
  void aKeyThatCannotBeReadIsNotQuoted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegistryTokenSigner("hunter2", "x", Clock.systemUTC()))
        .withMessage("must be " + RegistryTokenSigner.KEY_FORM)
        .withNoCause();
  }

  private static JsonNode json(String part) throws IOException {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(KeyPair keys) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
