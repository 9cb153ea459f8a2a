package ink.ml.dp.deploy.workflow;

import java.time.Duration;
import java.util.Set;

/**
 * What a worker tells the workflows that it runs.
 *
 * @param searchAttributes the names of those that are registered in the namespace; the others are
 *     left out, because an unregistered one hangs a workflow
 * @param lostAfter how long a builder's disk may leave a task untouched before it counts as lost
 */
public record WorkflowSettings(Set<String> searchAttributes, Duration lostAfter) {
  /**
   * Longer than a build worker takes to start again on its disk, and than one may go without a poll
   * after an outage of Temporal: a poller that fails waits up to a minute, and a tenth more by
   * chance, which cannot be configured (SDK 1.38, {@code PollerOptions}).
   */
  private static final Duration LOST_AFTER = Duration.ofSeconds(75);

  public WorkflowSettings {
    searchAttributes = Set.copyOf(searchAttributes);
  }

  /** With the limits that production has. */
  public static WorkflowSettings of(Set<String> searchAttributes) {
    return new WorkflowSettings(searchAttributes, LOST_AFTER);
  }
}
