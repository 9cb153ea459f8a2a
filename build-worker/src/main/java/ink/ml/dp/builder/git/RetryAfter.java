package ink.ml.dp.builder.git;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long a host wants to be left alone: {@code Retry-After} in seconds or as a date, or GitHub's
 * {@code X-RateLimit-Reset} where nothing remains.
 */
final class RetryAfter {
  /** Longer than this, no request of ours waits anyway. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private RetryAfter() {}

  /**
   * @param header an answer's header by its name
   * @param now by the host's clock
   */
  static Optional<Duration> of(Function<String, Optional<String>> header, Instant now) {
    Optional<Duration> said =
        header.apply("Retry-After").flatMap(value -> parse(value.strip(), now));
    boolean spent = header.apply("X-RateLimit-Remaining").filter("0"::equals).isPresent();
    Optional<Duration> reset =
        spent
            ? header
                .apply("X-RateLimit-Reset")
                .filter(value -> value.matches("[0-9]{1,12}"))
                .map(value -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(value))))
            : Optional.empty();
    return said.or(() -> reset).map(RetryAfter::bounded);
  }

  /** A date as HTTP writes it. */
  static Optional<Instant> date(String value) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static Optional<Duration> parse(String value, Instant now) {
    return value.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
        : date(value).map(then -> Duration.between(now, then));
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
