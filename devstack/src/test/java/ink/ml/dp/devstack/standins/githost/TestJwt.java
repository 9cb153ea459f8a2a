package ink.ml.dp.devstack.standins.githost;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Signs in as a GitHub App, from the PKCS#1 key that GitHub gives out. */
final class TestJwt {
  /** What precedes a 2048-bit RSA key's PKCS#1 encoding of 1192 bytes in PKCS#8. */
  private static final String ALGORITHM = "020100300d06092a864886f70d0101010500";

  private TestJwt() {}

  static String sign(String pem, String issuer) throws Exception {
    long now = Instant.now().getEpochSecond();
    String claims = "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}".formatted(now - 30, now + 500, issuer);
    String signed =
        encode("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + encode(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key(pem));
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encode(signature.sign());
  }

  private static PrivateKey key(String pem) throws Exception {
    byte[] pkcs1 = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    byte[] octets = concat(HexFormat.of().parseHex("0482%04x".formatted(pkcs1.length)), pkcs1);
    byte[] body = concat(HexFormat.of().parseHex(ALGORITHM), octets);
    byte[] pkcs8 = concat(HexFormat.of().parseHex("3082%04x".formatted(body.length)), body);
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
