package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClaimNameInput;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.DeleteServiceInput;
import ink.ml.dp.model.activity.DeletedService;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.FindImageInput;
import ink.ml.dp.model.activity.FindReleaseInput;
import ink.ml.dp.model.activity.FoundImage;
import ink.ml.dp.model.activity.FoundRelease;
import ink.ml.dp.model.activity.ReleaseActivities;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.activity.RestoreReleaseInput;
import ink.ml.dp.model.activity.RestoredRelease;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.activity.WaitForRolloutInput;
import ink.ml.dp.model.request.RuntimeSettings;

/** A cluster in which everything works, until a test scripts otherwise. */
final class FakeCluster implements ReleaseActivities {
  static final String URL = "https://web.example.org";

  private final Script script;

  FakeCluster(Script script) {
    this.script = script;
  }

  @Override
  public ClaimedName claimName(ClaimNameInput input) {
    script.play("claim", input.service());
    return new ClaimedName(
        input.service().sequence(), "dp-acme-shop", 0, script.answerTo(input.service()));
  }

  @Override
  public ResolvedEnvironment resolveEnvironment(ResolveEnvironmentInput input) {
    script.play("environment", input.service());
    return new ResolvedEnvironment("v1", false);
  }

  @Override
  public FoundImage findImage(FindImageInput input) {
    script.looksFor(input.sourceKey());
    script.play("find-image", input.service());
    return new FoundImage(script.imageThere() ? image(input.commitSha()) : null);
  }

  static BuiltImage image(String commit) {
    return new BuiltImage(
        "registry:5000/dp-acme-shop/web:" + commit, "sha256:" + "a".repeat(64), 3, 1, false);
  }

  @Override
  public FoundRelease findRelease(FindReleaseInput input) {
    script.play("find-release", input.service());
    return new FoundRelease(
        "r1",
        new DeployInput(
            input.service(),
            image(Requests.COMMIT),
            Requests.COMMIT,
            "key",
            "v1",
            RuntimeSettings.builder().port(8080).build()),
        input.environmentVersion() == null ? null : script.buildVariablesChanged());
  }

  @Override
  public DeployedRelease deploy(DeployInput input) {
    script.records(input.sourceKey());
    script.play("deploy", input.service());
    return new DeployedRelease("r" + input.service().sequence(), "dp-acme-shop", null, URL);
  }

  @Override
  public RolloutResult waitForRollout(WaitForRolloutInput input) {
    script.play("rollout", input.service());
    return new RolloutResult(URL, null, null, null);
  }

  @Override
  public RestoredRelease restoreRelease(RestoreReleaseInput input) {
    script.play("restore", input.service());
    return new RestoredRelease(null);
  }

  @Override
  public DeletedService deleteService(DeleteServiceInput input) {
    script.play("delete", input.service());
    return new DeletedService(true);
  }
}
