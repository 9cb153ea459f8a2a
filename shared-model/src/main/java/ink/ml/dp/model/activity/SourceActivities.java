package ink.ml.dp.model.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * On the queue {@link TaskQueues#BUILD}: what any build worker can do. Failures carry a FailureCode
 * as their type.
 */
@ActivityInterface
public interface SourceActivities {
  /**
   * Asks the git host which commit is meant. Repeatable; the answer may differ when the ref moves.
   */
  @ActivityMethod(name = "ResolveCommit")
  ResolvedCommit resolveCommit(ResolveCommitInput input);

  /**
   * Checks one commit out on this worker's disk. Run again, it makes another checkout. Heartbeats.
   */
  @ActivityMethod(name = "CloneRepo")
  ClonedRepo cloneRepo(CloneRepoInput input);
}
