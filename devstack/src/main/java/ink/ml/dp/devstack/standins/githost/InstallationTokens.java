package ink.ml.dp.devstack.standins.githost;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.devstack.standins.http.Routes;
import ink.ml.dp.model.name.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A GitHub App's installation tokens. A token carries its own scope under a signature, so that it
 * outlives a restart without being stored.
 */
final class InstallationTokens {
  /** What a token allows: reading these repositories of its owner, until it expires. */
  record Scope(
      @JsonProperty("repositories") List<String> repositories,
      @JsonProperty("expires_at") long expiresAt) {
    boolean covers(RepositoryName repository) {
      return repositories.contains(repository.value());
    }
  }

  static final Duration LIFETIME = Duration.ofHours(1);
  private static final String PREFIX = "ghs_";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] key;
  private final Clock clock;

  InstallationTokens(String key, Clock clock) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.clock = clock;
  }

  Instant expiry() {
    return clock.instant().plus(LIFETIME);
  }

  /**
   * @param repositories as {@code owner/name}
   */
  String mint(List<String> repositories, Instant expiresAt) {
    try {
      String payload =
          encode(JSON.writeValueAsBytes(new Scope(repositories, expiresAt.getEpochSecond())));
      return PREFIX + payload + "_" + signature(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the token allows; empty when it is not ours or has expired. */
  Optional<Scope> verify(String token) {
    int end = token.lastIndexOf('_');
    if (!token.startsWith(PREFIX) || end < PREFIX.length()) {
      return Optional.empty();
    }
    String payload = token.substring(PREFIX.length(), end);
    if (!Routes.sameSecret(signature(payload), token.substring(end + 1))) {
      return Optional.empty();
    }
    try {
      Scope scope = JSON.readValue(Base64.getUrlDecoder().decode(payload), Scope.class);
      return Optional.of(scope).filter(s -> clock.instant().getEpochSecond() < s.expiresAt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String signature(String payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] bytes = mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
