package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.activity.ClusterActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;

/** The queue {@value TaskQueues#DEPLOY_WAIT}: rollouts are waited for, each on a virtual thread. */
@Singleton
final class WaitQueue implements QueueWorker {
  private static final int ROLLOUTS = 1000;

  private final ClusterActivities activities;

  WaitQueue(ClusterActivities activities) {
    this.activities = activities;
  }

  @Override
  public String taskQueue() {
    return TaskQueues.DEPLOY_WAIT;
  }

  @Override
  public WorkerOptions.Builder options() {
    return WorkerOptions.newBuilder()
        .setMaxConcurrentActivityExecutionSize(ROLLOUTS)
        .setUsingVirtualThreadsOnActivityWorker(true);
  }

  @Override
  public void register(Worker worker) {
    worker.registerActivitiesImplementations(activities);
  }
}
