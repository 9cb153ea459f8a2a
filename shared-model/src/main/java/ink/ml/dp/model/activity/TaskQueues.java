package ink.ml.dp.model.activity;

import ink.ml.dp.model.name.WorkspaceId;

/** The task queues: who polls what. */
public final class TaskQueues {
  /** Workflows, and the activities that need the cluster; polled by the deploy worker. */
  public static final String DEPLOY = "deploy";

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
}
