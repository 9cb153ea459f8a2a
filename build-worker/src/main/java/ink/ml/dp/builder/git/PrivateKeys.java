package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads RSA keys as GitHub hands them out (PKCS#1) and as other tools write them (PKCS#8). */
public final class PrivateKeys {
  /** Version 0 and the algorithm {@code rsaEncryption} with no parameters, in DER. */
  private static final byte[] PKCS8_HEAD = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private PrivateKeys() {}

  /**
   * @param pem one unencrypted key
   * @throws InvalidValueException when it is none
   */
  public static PrivateKey rsa(String pem) {
    try {
      byte[] der =
          pem.contains("BEGIN RSA PRIVATE KEY")
              ? wrap(body(pem, "RSA PRIVATE KEY"))
              : body(pem, "PRIVATE KEY");
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException _) {
      // Not the cause: its message may quote the key.
      throw new InvalidValueException("must be an unencrypted RSA private key in PEM");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has RSA", e);
    }
  }

  private static byte[] body(String pem, String type) {
    String begin = "-----BEGIN " + type + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + type + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("not a " + type);
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to).strip());
  }

  private static byte[] wrap(byte[] pkcs1) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(PKCS8_HEAD);
    inner.write(0x04);
    inner.writeBytes(length(pkcs1.length));
    inner.writeBytes(pkcs1);
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    outer.write(0x30);
    outer.writeBytes(length(inner.size()));
    outer.writeBytes(inner.toByteArray());
    return outer.toByteArray();
  }

  private static byte[] length(int length) {
    if (length < 0x80) {
      return new byte[] {(byte) length};
    }
    if (length < 0x100) {
      return new byte[] {(byte) 0x81, (byte) length};
    }
    return new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
  }
}
