package ink.ml.dp.registrygc.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Tells old from young. A time in the future is young, since no clock explains it. */
record Ages(long now) {
  static Ages at(Instant now) {
    return new Ages(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
  }

  /** Whether something written then is younger than that. */
  boolean isYounger(long written, Duration than) {
    return now - written < than.toNanos();
  }
}
