package ink.ml.dp.devstack.clean;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people and Docker write them: in units of a thousand. */
public final class Bytes {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
  private static final Pattern TEXT = Pattern.compile("([0-9.]+(?:e[+-]?\\d+)?)\\s*([kMGT]?B)");
  private static final int STEP = 1000;

  private Bytes() {}

  /** Such as {@code 1.9 GB}. */
  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.size() - 1) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit < 2 ? "%.0f %s" : "%.1f %s", value, UNITS.get(unit));
  }

  /** Reads {@code 173.8MB}; what Docker does not know is 0. */
  static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    return matcher.matches()
        ? Math.round(
            Double.parseDouble(matcher.group(1)) * Math.pow(STEP, UNITS.indexOf(matcher.group(2))))
        : 0;
  }
}
