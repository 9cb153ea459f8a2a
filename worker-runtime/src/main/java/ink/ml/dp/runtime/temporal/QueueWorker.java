package ink.ml.dp.runtime.temporal;

import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;

/** One task queue that a worker process polls: a bean of this type per queue. */
public interface QueueWorker {
  String taskQueue();

  /** The options, on top of those that {@link WorkerLifecycle} sets for all. */
  WorkerOptions.Builder options();

  /**
   * Registers workflow and activity implementations. Called once, when the server answers and
   * before polling begins.
   */
  void register(Worker worker);
}
