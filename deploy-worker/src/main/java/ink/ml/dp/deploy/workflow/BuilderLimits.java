package ink.ml.dp.deploy.workflow;

import java.time.Duration;

/**
 * When a builder is taken for lost, and when for too busy.
 *
 * @param untouched how long a build may lie before it is asked whether its builder lives
 * @param lostAfter how long the builder may take to answer that
 * @param busyFor how long a builder that lives may leave a build lying all the same
 */
public record BuilderLimits(Duration untouched, Duration lostAfter, Duration busyFor) {
  /**
   * The second is longer than a build worker takes to start again on its disk, and than one may go
   * without a poll after an outage of Temporal: a poller that fails waits up to a minute, and a
   * tenth more by chance, which cannot be configured (SDK 1.38, {@code PollerOptions}). The third
   * is beyond every limit that a builder has for its own line ({@code BUILD_WAIT_SECONDS}).
   */
  static final BuilderLimits PRODUCTION =
      new BuilderLimits(Duration.ofSeconds(30), Duration.ofSeconds(75), Duration.ofHours(3));
}
