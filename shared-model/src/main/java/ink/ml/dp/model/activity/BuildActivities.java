package ink.ml.dp.model.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** On the queue {@link TaskQueues#buildOn}: what needs the disk that holds the checkout. */
@ActivityInterface
public interface BuildActivities {
  /**
   * Builds the checkout and pushes the image under its commit's tag. Run again, it mostly hits the
   * cache. Heartbeats.
   */
  @ActivityMethod(name = "BuildAndPush")
  BuiltImage buildAndPush(BuildAndPushInput input);

  /** Removes the checkout. Idempotent. */
  @ActivityMethod(name = "CleanupWorkspace")
  void cleanupWorkspace(CleanupWorkspaceInput input);
}
