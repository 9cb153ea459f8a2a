package ink.ml.dp.builder.line;

import ink.ml.dp.model.setting.Settings;
import java.time.Duration;

/**
 * How many builds run at once, and how long others wait.
 *
 * @param slots one of them is kept for tenants with nothing running, if there are several
 * @param longestWait how long a build may wait for a slot
 */
public record LineSettings(int slots, Duration longestWait) {
  public static final int SLOTS = 3;
  public static final Duration WAIT = Duration.ofHours(2);

  /** Less than the workflows let a build wait at a builder that lives. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(3);

  public static LineSettings read(Settings settings) {
    return new LineSettings(
        settings
            .integer(
                "BUILD_SLOTS",
                "builds at a time, clones included; of several, the last is kept for tenants with nothing running")
            .between(1, 100)
            .orElse(SLOTS),
        settings
            .duration(
                "BUILD_WAIT_SECONDS",
                "how long a build may wait for its turn before BUILD_CAPACITY")
            .between(Duration.ofSeconds(1), LONGEST_WAIT)
            .orElse(WAIT));
  }
}
