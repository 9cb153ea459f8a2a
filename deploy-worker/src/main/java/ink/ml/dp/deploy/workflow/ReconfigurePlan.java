package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.BuildKey;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.FindReleaseInput;
import ink.ml.dp.model.activity.FoundRelease;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.request.SourceSpec;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import java.util.Optional;

/**
 * Makes the live release anew with other settings and the newest environment. Its image stays,
 * unless builds see other variables than its build did, or the registry has lost it.
 */
final class ReconfigurePlan implements Plan {
  private final BuilderLimits builders;

  ReconfigurePlan(BuilderLimits builders) {
    this.builders = builders;
  }

  @Override
  public ServiceResult run(ServiceSpec spec, RunStatus status) {
    SourceSpec source =
        spec.source().orElseThrow(() -> new AssertionError("reconfigure has a source"));
    ReleaseSteps release = new ReleaseSteps(spec, status);
    SourceBuild build = new SourceBuild(spec, source, status, builders);
    try {
      return reconfigure(spec, status, release, build);
    } finally {
      build.awaitCleanup();
    }
  }

  private static ServiceResult reconfigure(
      ServiceSpec spec, RunStatus status, ReleaseSteps release, SourceBuild build) {
    Promise<ClaimedName> claim = release.startClaim(spec);
    Promise<ResolvedEnvironment> newest =
        Async.function(
            release.cluster()::resolveEnvironment, new ResolveEnvironmentInput(release.service()));
    Optional<ServiceResult> answered = release.awaitClaim(claim);
    if (answered.isPresent()) {
      return answered.get();
    }
    status.enter(Stage.RESOLVE);
    ResolvedEnvironment environment = ActivityCall.RESOLVE_ENVIRONMENT.run(newest::get);
    FindReleaseInput input = FindReleaseInput.live(release.service(), environment.version());
    FoundRelease found = ActivityCall.FIND_RELEASE.run(() -> release.cluster().findRelease(input));
    DeployInput live = found.redeploy();
    CommitSha commit = new CommitSha(live.commitSha());
    status.resolved(commit);
    String key = BuildKey.of(commit, spec.build(), environment);
    if (!found.needsBuild() || key.equals(live.buildKey())) {
      Optional<ServiceResult> result =
          release.deployIfBuilt(
              DeployPlan.input(
                      spec, release.service(), live.image(), commit, live.buildKey(), environment)
                  .ofSource(live.sourceKey()));
      if (result.isPresent()) {
        return result.get();
      }
    }
    BuiltImage image = build.image(commit, environment.version());
    return release.deploy(
        DeployPlan.input(spec, release.service(), image, commit, key, environment));
  }
}
