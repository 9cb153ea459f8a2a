package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.ImageActivities;
import ink.ml.dp.model.activity.ReuseImageInput;
import ink.ml.dp.model.activity.ReusedImage;

/** A registry whose images are good, until a test scripts otherwise. */
final class FakeImages implements ImageActivities {
  private final Script script;

  FakeImages(Script script) {
    this.script = script;
  }

  @Override
  public ReusedImage reuseImage(ReuseImageInput input) {
    script.play("reuse", input.service());
    return script.reuseRefused()
        ? new ReusedImage(null, "the script says so")
        : new ReusedImage(FakeCluster.image(input.commitSha()), null);
  }
}
