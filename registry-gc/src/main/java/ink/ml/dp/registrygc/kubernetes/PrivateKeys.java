package ink.ml.dp.registrygc.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM: PKCS #8, and the older forms that kubeconfigs hold, which the JDK does not
 * read ({@code EC PRIVATE KEY} of RFC 5915, {@code RSA PRIVATE KEY} of RFC 8017). Those are put
 * into the PKCS #8 envelope of RFC 5208.
 */
final class PrivateKeys {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (EC |RSA |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final byte[] OID_EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1
  };
  private static final byte[] OID_RSA = {
    0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1
  };
  private static final byte[] NULL = {0x05, 0x00};

  private PrivateKeys() {}

  static PrivateKey read(byte[] pem) throws GeneralSecurityException {
    Matcher matcher = PEM.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new InvalidKeySpecException("not a private key in PEM");
    }
    byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
    return switch (matcher.group(1)) {
      case "EC " -> key("EC", envelope(concat(OID_EC, curve(der)), der));
      case "RSA " -> key("RSA", envelope(concat(OID_RSA, NULL), der));
      default -> pkcs8(der);
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : new String[] {"EC", "RSA", "EdDSA"}) {
      try {
        return key(algorithm, der);
      } catch (InvalidKeySpecException _) {
        // Another algorithm's: the envelope names it, and the factories look.
      }
    }
    throw new InvalidKeySpecException("a private key of an unknown kind");
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return tagged(
        SEQUENCE, concat(concat(VERSION_0, tagged(SEQUENCE, algorithm)), tagged(OCTETS, key)));
  }

  /** The named curve: what is in the element [0] of {@code ECPrivateKey}. */
  private static byte[] curve(byte[] der) throws InvalidKeySpecException {
    try {
      int at = content(der, 0);
      at = end(der, at); // version
      at = end(der, at); // the key itself
      if ((der[at] & 0xFF) != 0xA0) {
        throw new InvalidKeySpecException("an EC key that does not name its curve");
      }
      int from = content(der, at);
      return Arrays.copyOfRange(der, from, end(der, from));
    } catch (IndexOutOfBoundsException e) {
      throw new InvalidKeySpecException("an EC key that is cut off", e);
    }
  }

  private static int content(byte[] der, int at) {
    int length = der[at + 1] & 0xFF;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7F);
  }

  private static int end(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    int length = first < 0x80 ? first : 0;
    for (int i = 0; first >= 0x80 && i < (first & 0x7F); i++) {
      length = length << 8 | (der[at + 2 + i] & 0xFF);
    }
    return content(der, at) + length;
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length >= 0x80) {
      int bytes = content.length > 0xFFFF ? 3 : content.length > 0xFF ? 2 : 1;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift > 0; shift -= 8) {
        out.write(content.length >> shift);
      }
    }
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }
}
