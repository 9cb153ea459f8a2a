package ink.ml.dp.model.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** The form of a key, as the end of "must be". */
  public static final String KEY_FORM = "an Ed25519 key in PKCS#8 (BEGIN PRIVATE KEY)";

  private final PrivateKey key;
  private final String keyId;
  private final Clock clock;

  /**
   * @param pem {@value #KEY_FORM}
   * @param keyId by which the registry finds its public half
   * @throws IllegalArgumentException when the key cannot be read; it quotes nothing of it
   */
  public RegistryTokenSigner(String pem, String keyId, Clock clock) {
    this.key = read(pem);
    this.keyId = keyId;
    this.clock = clock;
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

    /** To read one repository. */
    public static Access readOnly(String repository) {
      return new Access(repository, List.of("pull"));
    }

    /** To read and to write one repository. */
    public static Access readAndWrite(String repository) {
      return new Access(repository, List.of("pull", "push"));
    }

    private String json() {
      return "{\"type\":\"repository\",\"name\":%s,\"actions\":%s}"
          .formatted(quoted(repository), list(actions.stream().map(RegistryTokenSigner::quoted)));
    }
  }

  /**
   * A new token.
   *
   * @param subject for the registry's log
   */
  public String sign(String subject, List<Access> accesses, Duration validity) {
    long now = clock.instant().getEpochSecond();
    String header = "{\"typ\":\"JWT\",\"alg\":\"EdDSA\",\"kid\":" + quoted(keyId) + "}";
    String claims =
        """
        {"iss":"%s","sub":%s,"aud":"%s","iat":%d,"nbf":%d,"exp":%d,"jti":"%s","access":%s}"""
            .formatted(
                ISSUER,
                quoted(subject),
                AUDIENCE,
                now,
                now,
                now + validity.toSeconds(),
                UUID.randomUUID(),
                list(accesses.stream().map(Access::json)));
    String content = base64(bytes(header)) + "." + base64(bytes(claims));
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
      throw new IllegalArgumentException("must be " + KEY_FORM);
    }
  }

  private static String list(Stream<String> values) {
    return values.collect(Collectors.joining(",", "[", "]"));
  }

  /** By hand: not every program that signs has a library for JSON that writes. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
