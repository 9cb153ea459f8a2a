package ink.ml.dp.devstack.instance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** By what things of the local platform are known: the beginning of a text's SHA-256. */
public final class ShortDigest {
  private ShortDigest() {}

  /** Two hexadecimal digits for each of so many bytes. */
  public static String of(String text, int bytes) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
