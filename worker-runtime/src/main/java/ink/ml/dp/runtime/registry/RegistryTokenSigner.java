package ink.ml.dp.runtime.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.setting.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs tokens that the registry's push endpoint takes (distribution's {@code auth.token}). Each of
 * those who sign has a key of its own, whose public half is in the registry's {@code jwks.json}.
 */
public final class RegistryTokenSigner {
  /** What the registry is configured to be called, and to trust. */
  public static final String AUDIENCE = "dp-registry";

  public static final String ISSUER = "dp-platform";

  private final PrivateKey key;
  private final String keyId;
  private final Clock clock;

  /**
   * @param pem an Ed25519 key in PKCS#8
   * @param keyId by which the registry finds its public half
   */
  public RegistryTokenSigner(String pem, String keyId, Clock clock) {
    this.key = read(pem);
    this.keyId = keyId;
    this.clock = clock;
  }

  /**
   * Reads {@code REGISTRY_TOKEN_KEY} and {@code REGISTRY_TOKEN_KEY_ID}; absent where the registry
   * asks for no tokens.
   */
  public static Optional<RegistryTokenSigner> read(Settings settings, String defaultKeyId) {
    String keyId =
        settings
            .text("REGISTRY_TOKEN_KEY_ID", "by which the registry finds the key's public half")
            .orElse(defaultKeyId);
    return settings
        .text("REGISTRY_TOKEN_KEY", "signs tokens for a registry that asks for them")
        .as(
            "an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)",
            pem -> new RegistryTokenSigner(pem, keyId, Clock.systemUTC()))
        .secret()
        .optional();
  }

  /**
   * What a token lets its bearer do.
   *
   * @param repository without the registry's host
   * @param actions {@code pull}, {@code push}, {@code delete}
   */
  public record Access(String repository, List<String> actions) {
    public Access {
      actions = List.copyOf(actions);
    }
  }

  /**
   * A new token.
   *
   * @param subject for the registry's log
   */
  public String sign(String subject, List<Access> accesses, Duration validity) {
    Instant now = clock.instant();
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode header = json.objectNode().put("typ", "JWT").put("alg", "EdDSA").put("kid", keyId);
    ObjectNode claims =
        json.objectNode()
            .put("iss", ISSUER)
            .put("sub", subject)
            .put("aud", AUDIENCE)
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", now.plus(validity).getEpochSecond())
            .put("jti", UUID.randomUUID().toString());
    ArrayNode access = claims.putArray("access");
    for (Access one : accesses) {
      ArrayNode actions =
          access
              .addObject()
              .put("type", "repository")
              .put("name", one.repository())
              .putArray("actions");
      one.actions().forEach(actions::add);
    }
    String content = base64(bytes(header.toString())) + "." + base64(bytes(claims.toString()));
    return content + "." + base64(signature(bytes(content)));
  }

  /** 32 bytes that only who has the key can know, the same for the same parts. */
  public byte[] derive(String... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      for (String part : parts) {
        mac.update(bytes(part.length() + ":" + part));
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private byte[] signature(byte[] content) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  private static PrivateKey read(String pem) {
    try {
      String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // Without the cause, which may quote what it could not read.
      throw new IllegalArgumentException("must be an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
