package ink.ml.dp.builder.app;

import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.micronaut.context.annotation.Factory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;

/** What this process polls: the queue of all build workers, and that of its own disk. */
@Factory
final class Queues {
  @Singleton
  QueueWorker source(BuildSettings config, SourceActivities activities) {
    return new ActivityQueue(TaskQueues.BUILD, config.cloneSlots(), activities);
  }

  @Singleton
  QueueWorker build(BuildSettings config, Workspace workspace, BuildActivities activities) {
    // One more than builds: a cleanup must not wait for a build to end.
    return new ActivityQueue(
        TaskQueues.buildOn(workspace.id()), config.buildSlots() + 1, activities);
  }

  private record ActivityQueue(String taskQueue, int slots, Object activities)
      implements QueueWorker {
    @Override
    public WorkerOptions.Builder options() {
      return WorkerOptions.newBuilder()
          .setMaxConcurrentActivityExecutionSize(slots)
          .setLocalActivityWorkerOnly(false);
    }

    @Override
    public void register(Worker worker) {
      worker.registerActivitiesImplementations(activities);
    }
  }
}
