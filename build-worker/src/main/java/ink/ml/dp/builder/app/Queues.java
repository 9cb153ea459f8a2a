package ink.ml.dp.builder.app;

import ink.ml.dp.builder.line.LineSettings;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.model.activity.AliveActivities;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.ImageActivities;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.micronaut.context.annotation.Factory;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import jakarta.inject.Singleton;

/**
 * What this process polls: the queue of all build workers, that of its own disk, and the one on
 * which it is asked whether it lives.
 */
@Factory
final class Queues {
  /** Those that wait in the line hold a thread each, and nothing else. */
  private static final int WAITING = 1000;

  /** Beside the builds: cleanups, and builds that were begun before this process was started. */
  private static final int BESIDE = 20;

  @Singleton
  QueueWorker source(SourceActivities sources, ImageActivities images) {
    return new ActivityQueue(TaskQueues.BUILD, WAITING, sources, images);
  }

  @Singleton
  QueueWorker build(LineSettings line, Workspace workspace, BuildActivities activities) {
    return new ActivityQueue(TaskQueues.buildOn(workspace.id()), line.slots() + BESIDE, activities);
  }

  @Singleton
  QueueWorker alive(Workspace workspace) {
    AliveActivities answers = () -> {};
    return new ActivityQueue(TaskQueues.aliveOn(workspace.id()), BESIDE, answers);
  }

  private record ActivityQueue(String taskQueue, int slots, Object... activities)
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
