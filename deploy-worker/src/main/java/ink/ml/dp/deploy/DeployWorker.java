package ink.ml.dp.deploy;

import ink.ml.dp.runtime.config.WorkerMain;

/**
 * The process that runs the workflows and deploys to the cluster. Configured by environment
 * variables alone.
 */
public final class DeployWorker {
  private DeployWorker() {}

  public static void main(String[] arguments) {
    WorkerMain.run(DeployWorker.class, arguments);
  }
}
