package ink.ml.dp.builder.git;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Signs the statement by which a GitHub App says who it is. */
final class AppJwt {
  /** GitHub takes at most ten minutes; and clocks differ, so it is issued a minute ago. */
  private static final Duration LIFE = Duration.ofMinutes(8);

  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final String appId;
  private final PrivateKey key;

  AppJwt(String appId, PrivateKey key) {
    this.appId = appId;
    this.key = key;
  }

  String at(Instant now) {
    String claims =
        "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
            .formatted(now.minus(SKEW).getEpochSecond(), now.plus(LIFE).getEpochSecond(), appId);
    String signed = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encode(claims);
    return signed + "." + URL.encodeToString(sign(signed));
  }

  private byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the GitHub App's key cannot sign", e);
    }
  }

  private static String encode(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
