package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;

/** A builder, on the disk {@code disk-1}. */
final class FakeBuilder implements BuildActivities {
  private final Script script;

  FakeBuilder(Script script) {
    this.script = script;
  }

  @Override
  public BuiltImage buildAndPush(BuildAndPushInput input) {
    boolean anew = Boolean.TRUE.equals(input.noCache());
    script.play(anew ? "build-anew" : "build", input.service());
    return FakeCluster.image(input.commitSha());
  }

  @Override
  public void cleanupWorkspace(CleanupWorkspaceInput input) {
    script.play("cleanup", input.service());
  }
}
