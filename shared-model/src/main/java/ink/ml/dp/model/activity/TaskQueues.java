package ink.ml.dp.model.activity;

import ink.ml.dp.model.name.WorkspaceId;

/** The task queues: who polls what. */
public final class TaskQueues {
  /** Workflows, and the activities that need the cluster; polled by the deploy worker. */
  public static final String DEPLOY = "deploy";

  /**
   * Waiting for rollouts, which takes minutes and does nothing meanwhile; polled by the deploy
   * worker, with room enough that slow ones delay nobody.
   */
  public static final String DEPLOY_WAIT = "deploy-wait";

  /** Activities that any build worker can do; polled by every build worker. */
  public static final String BUILD = "build";

  private TaskQueues() {}

  /**
   * Activities that need one disk: {@code build@<workspace id>}, polled by the build worker that
   * has it.
   */
  public static String buildOn(WorkspaceId workspace) {
    return BUILD + "@" + workspace;
  }

  /** Whether the build worker that has that disk lives: {@code build@<workspace id>/alive}. */
  public static String aliveOn(WorkspaceId workspace) {
    return buildOn(workspace) + "/alive";
  }
}
