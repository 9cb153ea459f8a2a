package ink.ml.dp.runtime.redact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** In which forms a value is written by programs that mean no harm. */
final class Forms {
  /**
   * Of a longer value only what it is itself and what is in base64: its forms would take memory.
   */
  private static final int LONGEST = 16_384;

  private static final int THREE = 3;

  private Forms() {}

  /** Adds all forms of one line. */
  static void of(String value, Set<String> forms) {
    forms.add(value);
    ofBytes(value, forms);
    if (value.length() <= LONGEST) {
      String json = json(value, false);
      forms.add(json);
      forms.add(json.replace("/", "\\/"));
      forms.add(json(value, true));
      url(value, forms);
      String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
      forms.add(hex);
      forms.add(hex.toUpperCase(Locale.ROOT));
    }
  }

  /** Adds what is made of the bytes: base64, wherever in what is encoded the value begins. */
  static void ofBytes(String value, Set<String> forms) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    for (int before = 0; before < THREE; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      for (Base64.Encoder encoder : Arrays.asList(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String text = encoder.withoutPadding().encodeToString(shifted);
        // Only the characters that are made of the value's bits alone: six of them each.
        int begin = (before * 8 + 5) / 6;
        int end = shifted.length * 8 / 6;
        forms.add(text.substring(begin, end));
      }
    }
    // Several lines are escaped in JSON as one.
    if (value.indexOf('\n') >= 0 && value.length() <= LONGEST) {
      forms.add(json(value, false));
    }
  }

  private static void url(String value, Set<String> forms) {
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    String component =
        form.replace("+", "%20")
            .replace("%21", "!")
            .replace("%27", "'")
            .replace("%28", "(")
            .replace("%29", ")")
            .replace("%7E", "~");
    for (String text : Arrays.asList(form, form.replace("+", "%20"), component)) {
      forms.add(text);
      forms.add(lowerCaseHex(text));
    }
  }

  private static String lowerCaseHex(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = lower.indexOf("%"); i >= 0; i = lower.indexOf("%", i + 1)) {
      for (int k = i + 1; k < i + THREE; k++) {
        lower.setCharAt(k, Character.toLowerCase(lower.charAt(k)));
      }
    }
    return lower.toString();
  }

  private static String json(String value, boolean onlyAscii) {
    StringBuilder json = new StringBuilder();
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || onlyAscii && (c > '~' || "<>&'".indexOf(c) >= 0)) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.toString();
  }
}
