package ink.ml.dp.builder.git;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A host's time, learned from the dates of its answers: ours may be wrong by minutes, and may be
 * put right while a token is kept.
 */
final class HostClock {
  /** Dates are in whole seconds, and answers take their time. */
  private static final Duration UNNOTICED = Duration.ofSeconds(5);

  private final Clock ours;
  private final LongSupplier nanos;
  private volatile Duration skew = Duration.ZERO;

  /**
   * @param nanos runs on evenly, whatever becomes of {@code ours}
   */
  HostClock(Clock ours, LongSupplier nanos) {
    this.ours = ours;
    this.nanos = nanos;
  }

  /** The time by the host's clock, as far as it is known. */
  Instant now() {
    return ours.instant().plus(skew);
  }

  /** What a time of the host's is by our clock. */
  Instant local(Instant theirs) {
    return theirs.minus(skew);
  }

  /** Whether the answer shows that the clocks differ by something else than was known. */
  boolean learn(HttpResponse<?> answer) {
    Optional<Duration> found =
        answer
            .headers()
            .firstValue("Date")
            .flatMap(RetryAfter::date)
            .map(theirs -> Duration.between(ours.instant(), theirs))
            .filter(now -> now.minus(skew).abs().compareTo(UNNOTICED) > 0);
    found.ifPresent(now -> skew = now);
    return found.isPresent();
  }

  /** Begins to measure until a time of the host's. */
  Deadline until(Instant theirs) {
    return new Deadline(nanos, nanos.getAsLong() + Duration.between(now(), theirs).toNanos());
  }

  /** A moment that no clock's correction moves. */
  record Deadline(LongSupplier nanos, long at) {
    /** Negative when it is over. */
    Duration left() {
      return Duration.ofNanos(at - nanos.getAsLong());
    }
  }
}
