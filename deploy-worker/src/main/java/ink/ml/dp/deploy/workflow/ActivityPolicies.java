package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.WorkspaceId;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.Priority;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.Map;

/**
 * How long each activity may take and how often it is tried. Whether a failure is worth another try
 * is the failure's own matter; these limits say when the platform gives up on a server or a worker
 * that is away. They are longer than a restart of either takes.
 */
final class ActivityPolicies {
  /** For what reads or writes a few objects: a second of work, five minutes of patience. */
  private static final Duration SHORT = Duration.ofSeconds(15);

  private static final Duration SERVER_AWAY = Duration.ofMinutes(5);

  /** How long a service waits for a build worker to come back or to have room. */
  private static final Duration BUILDER_AWAY = Duration.ofMinutes(15);

  /**
   * How long an answer may be delayed by a builder that does not take its cleanup. What is left is
   * swept by that builder itself, when it starts or hours later.
   */
  private static final Duration CLEANUP = Duration.ofSeconds(20);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(200))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .build();

  private final Priority fairness;

  /**
   * @param tenant so that one tenant's many requests do not delay another's few
   */
  ActivityPolicies(String tenant) {
    this.fairness = Priority.newBuilder().setFairnessKey(tenant).build();
  }

  ActivityOptions release() {
    return on(TaskQueues.DEPLOY)
        .setStartToCloseTimeout(SHORT)
        .setScheduleToCloseTimeout(SERVER_AWAY)
        .build();
  }

  /** What differs from {@link #release} for the longer ones. */
  Map<String, ActivityOptions> releaseExceptions() {
    ActivityOptions apply =
        on(TaskQueues.DEPLOY)
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setScheduleToCloseTimeout(SERVER_AWAY)
            // Applying again cannot bring the image back: the workflow builds it again.
            .setRetryOptions(
                RetryOptions.newBuilder(RETRY).setDoNotRetry(FailureCode.IMAGE_GONE.wire()).build())
            .build();
    return Map.of(
        "Deploy",
        apply,
        // However long the cluster is away: what was begun and given up would go live later.
        "RestoreRelease",
        on(TaskQueues.DEPLOY).setStartToCloseTimeout(Duration.ofSeconds(30)).build(),
        "WaitForRollout",
        on(TaskQueues.DEPLOY)
            // What is inside has clocks of its own: half an hour of pulling, a quarter of starting,
            // five minutes of routing, and the time that it is watched.
            .setStartToCloseTimeout(Duration.ofMinutes(56))
            .setScheduleToCloseTimeout(Duration.ofMinutes(60))
            .setHeartbeatTimeout(Duration.ofSeconds(15))
            // As long as a server may be away for the others; its own wait for the ingress is over
            // when that is what it says.
            .setRetryOptions(
                RetryOptions.newBuilder(RETRY)
                    .setMaximumAttempts(40)
                    .setDoNotRetry(FailureCode.URL_NOT_ANSWERING.wire())
                    .build())
            // A watch holds nothing that must be let go in order: do not wait for it.
            .setCancellationType(ActivityCancellationType.TRY_CANCEL)
            .build(),
        "DeleteService",
        on(TaskQueues.DEPLOY)
            .setStartToCloseTimeout(Duration.ofSeconds(60))
            .setScheduleToCloseTimeout(Duration.ofMinutes(30))
            .build());
  }

  ActivityOptions source() {
    return on(TaskQueues.BUILD)
        .setStartToCloseTimeout(Duration.ofMinutes(2))
        .setScheduleToCloseTimeout(BUILDER_AWAY)
        .build();
  }

  Map<String, ActivityOptions> sourceExceptions() {
    return Map.of(
        "CloneRepo",
        on(TaskQueues.BUILD)
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setScheduleToCloseTimeout(BUILDER_AWAY)
            .setHeartbeatTimeout(Duration.ofSeconds(30))
            // A clone that ends all the same leaves a checkout, which has to be known to be
            // removed.
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .build());
  }

  /**
   * @param lostAfter after which nobody is expected to poll a disk's queue any more
   */
  ActivityOptions buildOn(WorkspaceId workspace, Duration lostAfter) {
    return on(TaskQueues.buildOn(workspace))
        // Nobody polls a lost disk's queue: found out in this time, never retried by policy.
        .setScheduleToStartTimeout(lostAfter)
        .setStartToCloseTimeout(Duration.ofMinutes(20))
        .setScheduleToCloseTimeout(Duration.ofMinutes(25))
        .setHeartbeatTimeout(Duration.ofSeconds(30))
        // Half a minute altogether, as long as a builder or a registry takes to start again.
        .setRetryOptions(
            RetryOptions.newBuilder(RETRY)
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumAttempts(6)
                .build())
        // The next build of the service must not overlap with this one.
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }

  Map<String, ActivityOptions> buildExceptions(WorkspaceId workspace, Duration lostAfter) {
    return Map.of(
        "CleanupWorkspace",
        on(TaskQueues.buildOn(workspace))
            .setScheduleToStartTimeout(CLEANUP.compareTo(lostAfter) < 0 ? CLEANUP : lostAfter)
            .setStartToCloseTimeout(Duration.ofSeconds(60))
            .setRetryOptions(RetryOptions.newBuilder(RETRY).setMaximumAttempts(3).build())
            .build());
  }

  private ActivityOptions.Builder on(String queue) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue)
        .setRetryOptions(RETRY)
        .setPriority(fairness);
  }
}
