package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.activity.ClusterActivities;
import ink.ml.dp.deploy.workflow.ServiceWorkflows;
import ink.ml.dp.deploy.workflow.WorkflowSettings;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;

/**
 * The queue {@value TaskQueues#DEPLOY}: the workflows, and the activities that need the cluster.
 */
@Singleton
final class DeployQueue implements QueueWorker {
  private static final int ACTIVITIES = 20;

  private final ClusterActivities activities;
  private final RegisteredSearchAttributes searchAttributes;

  DeployQueue(ClusterActivities activities, RegisteredSearchAttributes searchAttributes) {
    this.activities = activities;
    this.searchAttributes = searchAttributes;
  }

  @Override
  public String taskQueue() {
    return TaskQueues.DEPLOY;
  }

  @Override
  public WorkerOptions.Builder options() {
    return WorkerOptions.newBuilder()
        .setMaxConcurrentActivityExecutionSize(ACTIVITIES)
        // They wait for the network nearly all the time. Workflow threads stay on platform threads:
        // starved carriers
        // would trip the SDK's deadlock detector.
        .setUsingVirtualThreadsOnActivityWorker(true);
  }

  @Override
  public void register(Worker worker) {
    ServiceWorkflows.register(worker, WorkflowSettings.of(searchAttributes.names()));
    worker.registerActivitiesImplementations(activities);
  }
}
