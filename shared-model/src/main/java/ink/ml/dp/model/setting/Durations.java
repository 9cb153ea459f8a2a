package ink.ml.dp.model.setting;

import ink.ml.dp.model.name.InvalidValueException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 90s}, {@code 15m}, {@code 24h}, {@code 14d}; or, where the
 * variable's name ends in a unit, a number.
 */
final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** Longer than anything is kept; nanoseconds of three times as much still fit a long. */
  private static final Duration MAX = Duration.ofDays(36_500);

  /** The largest first. */
  private enum Unit {
    D(ChronoUnit.DAYS, "days"),
    H(ChronoUnit.HOURS, "hours"),
    M(ChronoUnit.MINUTES, "minutes"),
    S(ChronoUnit.SECONDS, "seconds"),
    MS(ChronoUnit.MILLIS, "milliseconds");

    private final ChronoUnit unit;
    private final String words;

    Unit(ChronoUnit unit, String words) {
      this.unit = unit;
      this.words = words;
    }

    long in(Duration duration) {
      return duration.dividedBy(unit.getDuration());
    }

    Duration of(String amount) {
      if (!NUMBER.matcher(amount).matches()) {
        throw new IllegalArgumentException("not a number");
      }
      Duration duration = Duration.of(Long.parseLong(amount), unit);
      if (duration.compareTo(MAX) > 0) {
        throw new InvalidValueException("must not be longer than " + write(MAX));
      }
      return duration;
    }

    boolean measures(Duration duration) {
      return !duration.isZero() && duration.equals(unit.getDuration().multipliedBy(in(duration)));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Durations() {}

  /** The form that the variable's name asks for. */
  static Form<Duration> form(String name) {
    for (Unit unit : Unit.values()) {
      if (name.endsWith("_" + unit.unit.name())) {
        return Form.of(
            "a whole number of " + unit.words,
            unit::of,
            duration -> Long.toString(unit.in(duration)));
      }
    }
    return Form.of("a time such as 90s, 15m, 24h or 14d", Durations::parse, Durations::write);
  }

  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    return Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)).of(matcher.group(1));
  }

  /** In the largest unit of which it is a multiple. */
  static String write(Duration duration) {
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.measures(duration))
        .findFirst()
        .map(unit -> unit.in(duration) + unit.toString())
        .orElse("0s");
  }
}
