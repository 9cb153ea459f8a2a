package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.RequestScope;
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

  /** How long a service waits for a build worker to come back. */
  private static final Duration BUILDER_AWAY = Duration.ofMinutes(15);

  /**
   * How long an answer may be delayed by a builder that does not take its cleanup. What is left is
   * swept by that builder itself, when it starts or hours later.
   */
  private static final Duration CLEANUP = Duration.ofSeconds(20);

  /** How long a deploy may be delayed by a tag that cannot be renewed. */
  private static final Duration RENEWAL = Duration.ofSeconds(30);

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(200))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .build();

  /** An attempt that is silent for longer is repeated: its worker is gone. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  /**
   * More than a build and the longest {@code BUILD_WAIT_SECONDS}: how long a builder that shows
   * that it lives is trusted to have its own limits.
   */
  private static final Duration WAITING = Duration.ofHours(4);

  /** So that one tenant's many requests do not delay another's few, where Temporal has fairness. */
  private final Priority fairness;

  /** For people who read a history. */
  private final String summary;

  /**
   * @param identity whose activities they are
   */
  ActivityPolicies(RequestScope identity) {
    this.fairness = Priority.newBuilder().setFairnessKey(identity.tenant().value()).build();
    this.summary =
        "%s of %s/%s, request %s"
            .formatted(identity.name(), identity.tenant(), identity.project(), identity.sequence());
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
        on(TaskQueues.DEPLOY_WAIT)
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

  /** What is reused without it is reused all the same, so it is not waited for. */
  ActivityOptions reuse() {
    return on(TaskQueues.BUILD)
        .setStartToCloseTimeout(SHORT)
        .setScheduleToCloseTimeout(RENEWAL)
        .build();
  }

  Map<String, ActivityOptions> sourceExceptions() {
    return Map.of(
        "CloneRepo",
        on(TaskQueues.BUILD)
            // Until somebody takes it; what a failed attempt waits for is not counted.
            .setScheduleToStartTimeout(BUILDER_AWAY)
            .setStartToCloseTimeout(WAITING)
            .setHeartbeatTimeout(HEARTBEAT)
            .setRetryOptions(
                RetryOptions.newBuilder(RETRY)
                    // At the longest interval, as long as a git host or a builder may be away.
                    .setMaximumAttempts(90)
                    .setDoNotRetry(FailureCode.BUILD_CAPACITY.wire())
                    .build())
            // A clone that ends all the same leaves a checkout, which has to be known to be
            // removed.
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .build());
  }

  /** The build itself has a limit of its own; the rest is waiting for its turn. */
  ActivityOptions buildOn(WorkspaceId workspace, BuilderLimits limits) {
    return on(TaskQueues.buildOn(workspace))
        // Then it is asked whether the builder lives; never retried by policy.
        .setScheduleToStartTimeout(limits.untouched())
        .setStartToCloseTimeout(WAITING)
        .setHeartbeatTimeout(HEARTBEAT)
        // Half a minute altogether, as long as a builder or a registry takes to start again.
        .setRetryOptions(
            RetryOptions.newBuilder(RETRY)
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumAttempts(6)
                .setDoNotRetry(FailureCode.BUILD_CAPACITY.wire())
                .build())
        // The next build of the service must not overlap with this one.
        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
        .build();
  }

  Map<String, ActivityOptions> buildExceptions(WorkspaceId workspace, BuilderLimits limits) {
    return Map.of(
        "CleanupWorkspace",
        on(TaskQueues.buildOn(workspace))
            .setScheduleToStartTimeout(
                CLEANUP.compareTo(limits.lostAfter()) < 0 ? CLEANUP : limits.lostAfter())
            .setStartToCloseTimeout(Duration.ofSeconds(60))
            .setRetryOptions(RetryOptions.newBuilder(RETRY).setMaximumAttempts(3).build())
            .build());
  }

  /** A question that a builder which lives answers at once, however busy it is. */
  ActivityOptions aliveOn(WorkspaceId workspace, BuilderLimits limits) {
    return on(TaskQueues.aliveOn(workspace))
        .setScheduleToStartTimeout(limits.lostAfter())
        .setStartToCloseTimeout(Duration.ofSeconds(10))
        .setScheduleToCloseTimeout(limits.lostAfter().plusSeconds(20))
        .setCancellationType(ActivityCancellationType.TRY_CANCEL)
        .build();
  }

  private ActivityOptions.Builder on(String queue) {
    return ActivityOptions.newBuilder()
        .setTaskQueue(queue)
        .setSummary(summary)
        .setRetryOptions(RETRY)
        .setPriority(fairness);
  }
}
