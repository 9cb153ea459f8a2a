package ink.ml.dp.builder.logs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How times are written in logs: RFC 3339 in UTC with six decimals, so that they sort as text. */
final class LogTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private LogTime() {}

  static String format(Instant time) {
    return FORMAT.format(time);
  }
}
