package ink.ml.dp.registrygc.sweep;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Names a run: when it began, in UTC, and four digits that tell apart runs of one second.
 *
 * @throws IllegalArgumentException when the text is not one
 */
public record RunId(String value) {
  private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{4}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public RunId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a run's ID looks like 20261124T040000Z-1f3a");
    }
  }

  /** Whether a text is an ID. */
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new ID for a run that begins now. */
  public static RunId begin(Instant now) {
    int tail = ThreadLocalRandom.current().nextInt(1 << 16);
    return new RunId(TIME.format(now) + "-" + String.format(Locale.ROOT, "%04x", tail));
  }

  @Override
  public String toString() {
    return value;
  }
}
