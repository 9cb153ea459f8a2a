package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.BuildKey;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.FindImageInput;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.request.SourceSpec;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.Optional;

/** Create and redeploy: from a source to a URL that answers. */
final class DeployPlan implements Plan {
  private static final String BUILDS_ANEW = "builds-anew-when-forced";

  private final BuilderLimits builders;

  DeployPlan(BuilderLimits builders) {
    this.builders = builders;
  }

  @Override
  public ServiceResult run(ServiceSpec spec, RunStatus status) {
    SourceSpec source =
        spec.source().orElseThrow(() -> new AssertionError("create and redeploy have a source"));
    ReleaseSteps release = new ReleaseSteps(spec, status);
    SourceBuild build = new SourceBuild(spec, source, status, builders);
    try {
      return deploy(spec, status, release, build);
    } finally {
      build.awaitCleanup();
    }
  }

  private static ServiceResult deploy(
      ServiceSpec spec, RunStatus status, ReleaseSteps release, SourceBuild build) {
    // Side by side, since all but the first only read; its failure counts before theirs.
    Promise<ClaimedName> claim = release.startClaim(spec);
    Promise<ResolvedEnvironment> version =
        Async.function(
            release.cluster()::resolveEnvironment, new ResolveEnvironmentInput(release.service()));
    Promise<ResolvedCommit> head = build.startResolving();
    Optional<ServiceResult> answered = release.awaitClaim(claim);
    if (answered.isPresent()) {
      return answered.get();
    }
    status.enter(Stage.RESOLVE);
    ResolvedCommit resolved = ActivityCall.RESOLVE_COMMIT.run(head::get);
    CommitSha commit = new CommitSha(resolved.commitSha());
    status.resolved(commit);
    ResolvedEnvironment environment = ActivityCall.RESOLVE_ENVIRONMENT.run(version::get);
    String key = BuildKey.of(commit, spec.build(), environment);
    String source = resolved.sourceId();
    String sourceKey =
        source == null ? null : BuildKey.ofSource(new SourceId(source), spec.build(), environment);
    if (!buildsAnew(spec)) {
      FindImageInput wanted = new FindImageInput(release.service(), commit.value(), key, sourceKey);
      Optional<ServiceResult> result =
          Optional.ofNullable(
                  ActivityCall.FIND_IMAGE.run(() -> release.cluster().findImage(wanted)).image())
              .flatMap(found -> build.reused(found, commit))
              .map(image -> input(spec, release.service(), image, commit, key, environment))
              .flatMap(input -> release.deployIfBuilt(input.ofSource(sourceKey)));
      if (result.isPresent()) {
        return result.get();
      }
    }
    BuiltImage image = build.image(commit, environment.version());
    return release.deploy(
        input(spec, release.service(), image, commit, key, environment).ofSource(sourceKey));
  }

  /** Runs from before it could be asked for looked for an image whatever the request said. */
  private static boolean buildsAnew(ServiceSpec spec) {
    return spec.force() && Workflow.getVersion(BUILDS_ANEW, Workflow.DEFAULT_VERSION, 1) >= 1;
  }

  static DeployInput input(
      ServiceSpec spec,
      ServiceKey service,
      BuiltImage image,
      CommitSha commit,
      String buildKey,
      ResolvedEnvironment environment) {
    return new DeployInput(
        service, image, commit.value(), buildKey, environment.version(), spec.runtime().settings());
  }
}
