package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in the forms in which kubeconfigs hold them; each is made here. */
class PrivateKeysTest {
  @ParameterizedTest
  @CsvSource({"secp256r1, 32, 06082a8648ce3d030107", "secp384r1, 48, 06052b81040022"})
  void readsKeysOfCurvesAsOpensslWritesThem(String curve, int size, String oid)
      throws GeneralSecurityException {
    KeyPair pair = curvePair(curve);
    ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
    byte[] info = pair.getPublic().getEncoded();
    byte[] point = Arrays.copyOfRange(info, info.length - 4 - 2 * size, info.length);
    byte[] name = HexFormat.of().parseHex(oid);
    byte[] sec1 =
        element(
            0x30,
            new byte[] {2, 1, 1},
            element(0x04, fixed(key.getS(), size)),
            element(0xA0, name),
            element(0xA1, point));
    assertThat(((ECPrivateKey) PrivateKeys.read(pem("EC PRIVATE KEY", sec1))).getS())
        .isEqualTo(key.getS());
  }

  @Test
  void readsRsaKeysInBothForms() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    byte[] pkcs8 = key.getEncoded();
    assertThat(PrivateKeys.read(pem("PRIVATE KEY", pkcs8))).isEqualTo(key);
    // SEQUENCE header 4, version 3, algorithm 15, OCTET STRING header 4.
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    assertThat(PrivateKeys.read(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void readsPkcs8KeysOfCurves() throws GeneralSecurityException {
    PrivateKey key = curvePair("secp256r1").getPrivate();
    assertThat(PrivateKeys.read(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY", "CERTIFICATE"})
  void refusesWhatIsNoKey(String label) {
    assertThatThrownBy(() -> PrivateKeys.read(pem(label, new byte[] {0x30, 3, 2, 1, 1})))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static KeyPair curvePair(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static byte[] fixed(BigInteger number, int size) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[size];
    int length = Math.min(bytes.length, size);
    System.arraycopy(bytes, bytes.length - length, fixed, size - length, length);
    return fixed;
  }

  private static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Arrays.stream(contents).forEach(content::writeBytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.size() >= 0x80) {
      out.write(content.size() > 0xFF ? 0x82 : 0x81);
      if (content.size() > 0xFF) {
        out.write(content.size() >> 8);
      }
    }
    out.write(content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, text, label)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
