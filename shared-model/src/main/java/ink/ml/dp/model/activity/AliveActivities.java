package ink.ml.dp.model.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * On the queue {@link TaskQueues#aliveOn}, which nothing else uses, so that it is free however much
 * the builder has to do: a builder that does not answer here is lost, not busy.
 */
@ActivityInterface
public interface AliveActivities {
  /** Answers at once. */
  @ActivityMethod(name = "Alive")
  void alive();
}
