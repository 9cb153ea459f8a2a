package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.FindReleaseInput;
import ink.ml.dp.model.activity.FoundRelease;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import java.util.Optional;

/** Makes a release anew: same image, environment and settings, without a build. */
final class RepeatPlan implements Plan {
  private final boolean live;

  /**
   * @param live whether it is the live one, or an earlier one that is gone back to
   */
  RepeatPlan(boolean live) {
    this.live = live;
  }

  @Override
  public ServiceResult run(ServiceSpec spec, RunStatus status) {
    ReleaseSteps release = new ReleaseSteps(spec, status);
    Optional<ServiceResult> answered = release.claim(spec);
    if (answered.isPresent()) {
      return answered.get();
    }
    status.enter(Stage.RESOLVE);
    FindReleaseInput input =
        live
            ? FindReleaseInput.live(release.service())
            : FindReleaseInput.earlier(
                release.service(), spec.targetRelease().map(ReleaseId::value).orElse(null));
    FoundRelease found = ActivityCall.FIND_RELEASE.run(() -> release.cluster().findRelease(input));
    status.resolved(new CommitSha(found.redeploy().commitSha()));
    return release.deploy(found.redeploy());
  }
}
