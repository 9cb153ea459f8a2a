package ink.ml.dp.builder.logs;

import java.nio.charset.StandardCharsets;

/** Turns an ID that may hold anything printable into one path segment, readable where possible. */
final class LogNames {
  private static final int LONGEST = 180;

  private LogNames() {}

  static String segment(String id) {
    StringBuilder safe = new StringBuilder();
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 0x80
              && (Character.isLetterOrDigit(c)
                  || c == '-'
                  || c == '_'
                  || (c == '.' && !safe.isEmpty()));
      safe.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return safe.length() <= LONGEST
        ? safe.toString()
        : safe.substring(0, LONGEST - 9) + "-" + Integer.toHexString(id.hashCode());
  }
}
