package ink.ml.dp.model.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * On the queue {@link TaskQueues#DEPLOY}: what needs the cluster. Every write is fenced by the
 * request's sequence, so each may run twice, late, or next to an older copy of itself.
 */
@ActivityInterface
public interface ReleaseActivities {
  /** Takes the service's name for this request, or says why it cannot be had. */
  @ActivityMethod(name = "ClaimName")
  ClaimedName claimName(ClaimNameInput input);

  /** Fixes the version of the environment for this run. */
  @ActivityMethod(name = "ResolveEnvironment")
  ResolvedEnvironment resolveEnvironment(ResolveEnvironmentInput input);

  /** Looks for an image of the same inputs among the service's releases. */
  @ActivityMethod(name = "FindImage")
  FoundImage findImage(FindImageInput input);

  /** Looks for the release that is to be made anew. */
  @ActivityMethod(name = "FindRelease")
  FoundRelease findRelease(FindReleaseInput input);

  /** Applies the release's objects. Short; not to be cancelled half-way. */
  @ActivityMethod(name = "Deploy")
  DeployedRelease deploy(DeployInput input);

  /**
   * Waits until the URL answers from the release, or until it is certain that it will not.
   * Heartbeats.
   */
  @ActivityMethod(name = "WaitForRollout")
  RolloutResult waitForRollout(WaitForRolloutInput input);

  /** Puts the release before a failed one back, or removes a failed first release. */
  @ActivityMethod(name = "RestoreRelease")
  RestoredRelease restoreRelease(RestoreReleaseInput input);

  /**
   * Removes the service, and its namespace when it was the last one in it; its name stays reserved
   * for a while.
   */
  @ActivityMethod(name = "DeleteService")
  DeletedService deleteService(DeleteServiceInput input);
}
