package ink.ml.dp.deploy.activity;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * When a wait began. It goes with the heartbeats, so that an attempt that follows another, on this
 * worker or on another one, goes on with the time that is left.
 *
 * @param begun the beginning of the first attempt
 */
record RolloutClock(Instant begun) {
  /**
   * @param last the last heartbeat of the attempt before; whatever is no time means that there is
   *     none
   */
  static RolloutClock since(String last, Instant now) {
    try {
      return new RolloutClock(Instant.parse(last.split(" ", 2)[0]));
    } catch (DateTimeException e) {
      return new RolloutClock(now);
    }
  }

  String heartbeat(String step) {
    return begun + " " + step;
  }
}
