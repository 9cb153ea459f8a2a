package ink.ml.dp.runtime.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who wants to see a value in a log. */
class SecretsTest {
  private static final String SECRET = "s3cr3t/v+lue! with \"quotes\" & \u00fcn\u00efcode";

  private final Secrets secrets = Secrets.of(List.of(SECRET, "1234", "true", "x"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cr3t/v+lue! with \\\"quotes\\\" & \u00fcn\u00efcode",
        "s3cr3t\\/v+lue! with \\\"quotes\\\" & \u00fcn\u00efcode",
        "s3cr3t/v+lue! with \\\"quotes\\\" \\u0026 \\u00fcn\\u00efcode",
        "s3cr3t%2Fv%2Blue!%20with%20%22quotes%22%20%26%20%C3%BCn%C3%AFcode",
        "s3cr3t%2fv%2blue%21+with+%22quotes%22+%26+%c3%bcn%c3%afcode",
      })
  void escaped(String form) {
    assertThat(secrets.redact("a=" + form + ";")).isEqualTo("a=[redacted];");
  }

  @Test
  void urlEncodedAndInHex() {
    assertThat(secrets.redact(URLEncoder.encode(SECRET, StandardCharsets.UTF_8)))
        .isEqualTo("[redacted]");
    String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(secrets.redact(hex)).isEqualTo("[redacted]");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "3, 1", "4, 2", "5, 3"})
  void inBase64WhereverItBegins(int before, int after) {
    byte[] whole =
        ("b".repeat(before) + SECRET + "e".repeat(after)).getBytes(StandardCharsets.UTF_8);
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String text = encoder.encodeToString(whole);
      // At most what stands for the bytes around it, and the characters that are made of both.
      assertThat(secrets.redact(text)).matches(".{0,7}\\[redacted].{0,6}");
    }
    String wrapped = Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(whole);
    assertThat(String.join("|", read(secrets, wrapped.split("\n", -1))))
        .matches(".{0,7}(\\[redacted]\\|?)+.{0,6}\\|?.{0,6}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 11, 20, 36})
  void spreadOverLines(int width) {
    List<String> lines = new ArrayList<>(List.of("before"));
    for (int i = 0; i < SECRET.length(); i += width) {
      lines.add(SECRET.substring(i, Math.min(SECRET.length(), i + width)));
    }
    lines.add("after");
    List<String> seen = read(secrets, lines.toArray(String[]::new));
    assertThat(seen).hasSize(lines.size()).startsWith("before").endsWith("after");
    String visible = String.join("", seen.subList(1, seen.size() - 1)).replace(Secrets.MARK, "");
    assertThat(visible).hasSizeLessThan(3);
  }

  @Test
  void cutAtALimit() {
    for (int length = 10; length < SECRET.length(); length++) {
      assertThat(secrets.redact("cut: " + SECRET.substring(0, length)))
          .isEqualTo("cut: [redacted]");
    }
    assertThat(secrets.redact(SECRET.substring(0, 25) + "[output clipped]"))
        .isEqualTo("[redacted][output clipped]");
  }

  @Test
  void aLineIsHeldBackOnlyWhileItsEndMayBeTheBeginningOfAValue() {
    Secrets.Stream stream = secrets.stream();
    assertThat(stream.add("nothing")).containsExactly("nothing");
    assertThat(stream.add("is it s3cr")).isEmpty();
    assertThat(stream.add("no")).containsExactly("is it s3cr", "no");
    assertThat(stream.add("is it s3cr")).isEmpty();
    assertThat(stream.end()).containsExactly("is it s3cr");
  }

  @Test
  void aValueWithSeveralLinesAsAWholeAndInPieces() {
    String key = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\nabc\n-----END KEY-----\n";
    Secrets keys = Secrets.of(List.of(key));
    assertThat(keys.redact("line MIIEpAIBAAKCAQEA")).isEqualTo("line [redacted]");
    assertThat(keys.redact(key.replace("\n", "\\n"))).isEqualTo("[redacted]");
    String base64 = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    assertThat(keys.redact(base64)).matches("\\[redacted].{0,3}");
    assertThat(read(keys, key.strip().split("\n", -1))).containsOnly("[redacted]");
  }

  @Test
  void shortValuesWhereTheyStandAlone() {
    assertThat(secrets.redact("pin=1234, \"1234\" [1234] 1234"))
        .isEqualTo("pin=[redacted], \"[redacted]\" [[redacted]] [redacted]");
    assertThat(secrets.redact("12345 x1234 1234.5 is true: x"))
        .isEqualTo("12345 x1234 1234.5 is true: x");
  }

  @Test
  void oneOfAThousand() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add("value-" + i * 7919 + "-" + "z".repeat(i % 50));
    }
    Secrets thousand = Secrets.of(many);
    assertThat(thousand.redact(" " + many.get(500) + " ")).isEqualTo(" [redacted] ");
    assertThat(thousand.redact("value of something")).isEqualTo("value of something");
  }

  private static List<String> read(Secrets secrets, String... lines) {
    Secrets.Stream stream = secrets.stream();
    List<String> seen = new ArrayList<>();
    Arrays.stream(lines).forEach(line -> seen.addAll(stream.add(line)));
    seen.addAll(stream.end());
    return seen;
  }
}
