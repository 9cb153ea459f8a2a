package ink.ml.dp.model.activity;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * On the queue {@link TaskQueues#BUILD}: what any build worker can do about images that are there.
 * Failures carry a FailureCode as their type.
 */
@ActivityInterface
public interface ImageActivities {
  /**
   * Says whether an image takes the place of a build, and if so tags it as the commit's, so that it
   * counts as new. Repeatable: the tag means the same image each time.
   */
  @ActivityMethod(name = "ReuseImage")
  ReusedImage reuseImage(ReuseImageInput input);
}
