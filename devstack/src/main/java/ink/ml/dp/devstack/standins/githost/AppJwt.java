package ink.ml.dp.devstack.standins.githost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.devstack.standins.http.HttpError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;

/**
 * Checks what a GitHub App signs itself in with: an RS256 token, issued by the app, valid for at
 * most ten minutes (docs.github.com, "Generating a JSON Web Token for a GitHub App").
 */
final class AppJwt {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_SECONDS = 600;
  private static final long DRIFT_SECONDS = 60;

  private final String appId;
  private final PublicKey key;
  private final Clock clock;

  AppJwt(String appId, PublicKey key, Clock clock) {
    this.appId = appId;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Lets the app pass.
   *
   * @throws HttpError 401 with GitHub's words otherwise
   */
  void require(String authorization) {
    String[] parts =
        authorization.startsWith("Bearer ")
            ? authorization.substring(7).split("\\.", -1)
            : new String[0];
    if (parts.length != 3) {
      throw new HttpError(401, "A JSON web token could not be decoded");
    }
    try {
      JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!header.path("alg").asText().equals("RS256")
          || !signature.verify(Base64.getUrlDecoder().decode(parts[2]))) {
        throw new HttpError(401, "A JSON web token could not be decoded");
      }
      requireClaims(claims);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new HttpError(401, "A JSON web token could not be decoded", e);
    }
  }

  private void requireClaims(JsonNode claims) {
    long now = clock.instant().getEpochSecond();
    long issued = claims.path("iat").asLong(Long.MAX_VALUE);
    long expires = claims.path("exp").asLong(0);
    if (!claims.path("iss").asText().equals(appId)) {
      throw new HttpError(401, "'Issuer' claim ('iss') must be the app's ID");
    }
    if (issued > now + DRIFT_SECONDS) {
      throw new HttpError(401, "'Issued at' claim ('iat') must be an Integer in the past");
    }
    if (expires <= now || expires > now + LONGEST_SECONDS) {
      throw new HttpError(401, "'Expiration time' claim ('exp') is too far in the future or past");
    }
  }
}
