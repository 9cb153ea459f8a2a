package ink.ml.dp.registrygc.digest;

import java.util.Optional;

/** A SHA-256 digest as four big-endian words; written {@code sha256:<64 hexadecimal digits>}. */
public record Digest(long first, long second, long third, long fourth) {
  /** What precedes the hexadecimal digits. */
  public static final String PREFIX = "sha256:";

  private static final int HEX_DIGITS = 64;
  private static final int WORD_DIGITS = 16;
  private static final int WORD_BYTES = 8;

  /** The digest that these 64 lower-case hexadecimal digits name, or empty. */
  public static Optional<Digest> ofHex(CharSequence hex) {
    if (hex.length() != HEX_DIGITS) {
      return Optional.empty();
    }
    for (int i = 0; i < HEX_DIGITS; i++) {
      if (nibble(hex.charAt(i)) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Digest(word(hex, 0), word(hex, 1), word(hex, 2), word(hex, 3)));
  }

  /** The digest written {@code sha256:…}, or empty for any other text. */
  public static Optional<Digest> parse(String text) {
    return text.startsWith(PREFIX) ? ofHex(text.substring(PREFIX.length())) : Optional.empty();
  }

  /**
   * The digest with these 32 bytes.
   *
   * @throws IllegalArgumentException for any other number of bytes
   */
  public static Digest ofBytes(byte[] bytes) {
    if (bytes.length != 4 * WORD_BYTES) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes");
    }
    return new Digest(word(bytes, 0), word(bytes, 1), word(bytes, 2), word(bytes, 3));
  }

  /** The 64 hexadecimal digits. */
  public String hex() {
    StringBuilder hex = new StringBuilder(HEX_DIGITS);
    append(hex, first);
    append(hex, second);
    append(hex, third);
    append(hex, fourth);
    return hex.toString();
  }

  @Override
  public String toString() {
    return PREFIX + hex();
  }

  private static long word(CharSequence hex, int index) {
    long word = 0;
    for (int i = index * WORD_DIGITS; i < (index + 1) * WORD_DIGITS; i++) {
      word = word << 4 | nibble(hex.charAt(i));
    }
    return word;
  }

  private static long word(byte[] bytes, int index) {
    long word = 0;
    for (int i = index * WORD_BYTES; i < (index + 1) * WORD_BYTES; i++) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }

  private static int nibble(char digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
  }

  private static void append(StringBuilder hex, long word) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      hex.append(Character.forDigit((int) (word >>> shift & 0xf), 16));
    }
  }
}
