package ink.ml.dp.deploy.workflow;

import static ink.ml.dp.model.failure.FailureCode.BUILD_CAPACITY;
import static ink.ml.dp.model.failure.FailureCode.BUILD_NODE_LOST;
import static ink.ml.dp.model.failure.FailureCode.BUILD_TIMEOUT;
import static ink.ml.dp.model.failure.FailureCode.ENVIRONMENT_UNAVAILABLE;
import static ink.ml.dp.model.failure.FailureCode.GIT_HOST_UNAVAILABLE;
import static ink.ml.dp.model.failure.FailureCode.INTERNAL;
import static ink.ml.dp.model.failure.FailureCode.KUBERNETES_UNAVAILABLE;
import static ink.ml.dp.model.failure.FailureCode.REGISTRY_UNAVAILABLE;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.result.ServiceError;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Functions.Func;
import java.util.List;

/**
 * The steps that activities carry out, and what it means when one does not answer in time: a worker
 * or server that is away ends as a platform failure with its own code, never as a workflow that
 * waits for ever.
 */
enum ActivityCall {
  CLAIM("claim the service's name", KUBERNETES_UNAVAILABLE),
  RESOLVE_COMMIT("resolve the commit", GIT_HOST_UNAVAILABLE),
  RESOLVE_ENVIRONMENT("read the version of the environment", ENVIRONMENT_UNAVAILABLE),
  FIND_IMAGE("look for an image of the same inputs", KUBERNETES_UNAVAILABLE),
  REUSE_IMAGE("renew the tag of an image of the same inputs", REGISTRY_UNAVAILABLE),
  FIND_RELEASE("look for the release to make anew", KUBERNETES_UNAVAILABLE),
  CLONE("clone the repository", GIT_HOST_UNAVAILABLE),
  BUILD("build the image", BUILD_TIMEOUT),
  DEPLOY("apply the release", KUBERNETES_UNAVAILABLE),
  ROLLOUT("wait for the rollout", KUBERNETES_UNAVAILABLE),
  RESTORE("put the earlier release back", KUBERNETES_UNAVAILABLE),
  DELETE("delete the service", KUBERNETES_UNAVAILABLE);

  private final Action action;
  private final FailureCode onTimeout;

  ActivityCall(String words, FailureCode onTimeout) {
    this.action = new Action(words);
    this.onTimeout = onTimeout;
  }

  /**
   * Runs an activity.
   *
   * @throws StepFailure when it failed for good
   * @throws NodeLostException when the build was not begun in time, or its builder fell silent
   * @throws CanceledFailure when it was cancelled
   */
  <T> T run(Func<T> activity) {
    try {
      return activity.apply();
    } catch (ActivityFailure failure) {
      throw translate(failure);
    }
  }

  private RuntimeException translate(ActivityFailure failure) {
    return switch (failure.getCause()) {
      case CanceledFailure cancelled -> cancelled;
      case ApplicationFailure application -> new StepFailure(error(application), failure);
      case TimeoutFailure timeout -> onTimeout(timeout, failure);
      case null, default ->
          new StepFailure(error(INTERNAL, "of an unexpected kind of failure"), failure);
    };
  }

  private RuntimeException onTimeout(TimeoutFailure timeout, ActivityFailure failure) {
    TimeoutType type = timeout.getTimeoutType();
    boolean untouched = type == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
    if (this == BUILD && (untouched || type == TimeoutType.TIMEOUT_TYPE_HEARTBEAT)) {
      return new NodeLostException(untouched, failure);
    }
    boolean away = untouched || type == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE;
    if ((this == CLONE || this == RESOLVE_COMMIT) && away) {
      return new StepFailure(error(BUILD_NODE_LOST, "no build worker took it in time"), failure);
    }
    if (this == CLONE && type == TimeoutType.TIMEOUT_TYPE_HEARTBEAT) {
      return new StepFailure(error(BUILD_NODE_LOST, "its builders stopped answering"), failure);
    }
    return new StepFailure(error(onTimeout, "it took longer than it may"), failure);
  }

  private ServiceError error(ApplicationFailure failure) {
    if (failure.getDetails().getSize() > 0) {
      ServiceError error = failure.getDetails().get(0, ServiceError.class);
      if (error != null) {
        return error;
      }
    }
    // Not one of ours: its message may hold anything, so it stays in the history's cause alone.
    return error(INTERNAL, "the worker ran into " + failure.getType());
  }

  private ServiceError error(FailureCode code, String because) {
    return ServiceError.of(code, action.failedBecause(because), List.of());
  }

  /** The failure of a step that was repeated on as many builders as it may. */
  StepFailure nodeLost(NodeLostException last, int attempts) {
    return new StepFailure(
        error(BUILD_NODE_LOST, attempts + " builders in a row stopped answering"), last);
  }

  /** The failure of a step that a builder which lives did not come to. */
  StepFailure tooBusy(NodeLostException last) {
    return new StepFailure(error(BUILD_CAPACITY, "the builder had too much else to do"), last);
  }
}
