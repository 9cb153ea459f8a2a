package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.AliveActivities;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ImageActivities;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ReuseImageInput;
import ink.ml.dp.model.activity.ReusedImage;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.BuildSpec;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.request.SourceSpec;
import ink.ml.dp.model.result.Stage;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * From a commit to an image, on whichever builder has the checkout on its disk.
 *
 * <p>Build and cleanup run where the clone was made. When that disk's builder no longer lives,
 * clone and build are repeated on another.
 */
final class SourceBuild {
  static final int MAX_NODES = 3;
  private static final String RENEWS_TAGS = "renews-tags-of-reused-images";
  private static final String ASKS_BUILDERS = "asks-builders-whether-they-live";

  private static final Logger LOG = Workflow.getLogger(SourceBuild.class);

  private final ServiceSpec spec;
  private final SourceSpec source;
  private final RunStatus status;
  private final BuilderLimits limits;
  private final ServiceKey service;
  private final ActivityPolicies policies;
  private final SourceActivities builders;
  private final List<Promise<Void>> cleanups = new ArrayList<>();

  SourceBuild(ServiceSpec spec, SourceSpec source, RunStatus status, BuilderLimits limits) {
    this.limits = limits;
    this.spec = spec;
    this.source = source;
    this.status = status;
    this.service = ServiceKey.of(spec.identity());
    this.policies = new ActivityPolicies(spec.identity());
    this.builders =
        Workflow.newActivityStub(
            SourceActivities.class, policies.source(), policies.sourceExceptions());
  }

  /** Begins to look for the commit that the whole run is about. */
  Promise<ResolvedCommit> startResolving() {
    return Async.function(
        builders::resolveCommit,
        new ResolveCommitInput(
            service,
            SourceLocation.of(source),
            source.ref().value(),
            source.commit().map(CommitSha::value).orElse(null),
            spec.build().rootDirectory().value()));
  }

  /**
   * An image of the same inputs as the commit's, by the commit's own tag, which is young again.
   *
   * @return empty when it cannot be used after all
   */
  Optional<BuiltImage> reused(BuiltImage found, CommitSha commit) {
    // Runs from before there was this step took what was found, as it was tagged.
    if (Workflow.getVersion(RENEWS_TAGS, Workflow.DEFAULT_VERSION, 1) < 1) {
      return Optional.of(found);
    }
    ImageActivities images = Workflow.newActivityStub(ImageActivities.class, policies.reuse());
    try {
      ReusedImage reused =
          ActivityCall.REUSE_IMAGE.run(
              () -> images.reuseImage(new ReuseImageInput(service, found, commit.value())));
      if (reused.because() != null) {
        LOG.info("an image of the same inputs is not used: {}", reused.because());
      }
      return Optional.ofNullable(reused.image());
    } catch (StepFailure failure) {
      LOG.warn("the tag of {} is not renewed: {}", found.image(), failure.error().message());
      return Optional.of(found);
    }
  }

  BuiltImage image(CommitSha commit, String environmentVersion) {
    for (int node = 1; ; node++) {
      try {
        return onOneNode(commit, environmentVersion);
      } catch (NodeLostException lost) {
        LOG.warn("builder {} of {} does not answer", node, MAX_NODES);
        if (node == MAX_NODES) {
          throw ActivityCall.BUILD.nodeLost(lost, node);
        }
      }
    }
  }

  private BuiltImage onOneNode(CommitSha commit, String environmentVersion) {
    status.enter(Stage.CLONE);
    ClonedRepo clone =
        ActivityCall.CLONE.run(
            () ->
                builders.cloneRepo(
                    new CloneRepoInput(service, SourceLocation.of(source), commit.value())));
    WorkspaceId workspace = new WorkspaceId(clone.workspaceId());
    BuildActivities node =
        Workflow.newActivityStub(
            BuildActivities.class,
            policies.buildOn(workspace, limits),
            policies.buildExceptions(workspace, limits));
    try {
      status.enter(Stage.BUILD, spec.build().pack().wire() + " on " + workspace);
      BuildAndPushInput input = buildInput(clone, commit, environmentVersion);
      return builtBy(node, workspace, input);
    } finally {
      startCleanup(node, clone);
    }
  }

  /** A builder that lives and leaves the build lying is busy, not lost: the build waits on. */
  private BuiltImage builtBy(BuildActivities node, WorkspaceId workspace, BuildAndPushInput input) {
    long begun = Workflow.currentTimeMillis();
    while (true) {
      try {
        return ActivityCall.BUILD.run(() -> node.buildAndPush(input));
      } catch (NodeLostException untouched) {
        if (!untouched.mayBeBusy() || !isAlive(workspace)) {
          throw untouched;
        }
        if (Workflow.currentTimeMillis() - begun > limits.busyFor().toMillis()) {
          throw ActivityCall.BUILD.tooBusy(untouched);
        }
      }
    }
  }

  /** Runs from before the question was asked took every builder that was silent for lost. */
  private boolean isAlive(WorkspaceId workspace) {
    if (Workflow.getVersion(ASKS_BUILDERS, Workflow.DEFAULT_VERSION, 1) < 1) {
      return false;
    }
    AliveActivities builder =
        Workflow.newActivityStub(AliveActivities.class, policies.aliveOn(workspace, limits));
    try {
      builder.alive();
      return true;
    } catch (ActivityFailure failure) {
      if (failure.getCause() instanceof CanceledFailure cancelled) {
        throw cancelled;
      }
      return false;
    }
  }

  private BuildAndPushInput buildInput(
      ClonedRepo clone, CommitSha commit, String environmentVersion) {
    BuildSpec build = spec.build();
    return new BuildAndPushInput(
        service,
        clone.checkoutId(),
        commit.value(),
        build.pack().wire(),
        build.rootDirectory().value(),
        build.dockerfilePath().value(),
        build.publishDirectory().value(),
        build.dockerfileTarget().map(BuildStage::value).orElse(null),
        build.spa() ? true : null,
        spec.force() ? true : null,
        spec.runtime().port().number(),
        environmentVersion);
  }

  /** Beside whatever comes next; also when the run is being cancelled. */
  private void startCleanup(BuildActivities node, ClonedRepo clone) {
    Workflow.newDetachedCancellationScope(
            () ->
                cleanups.add(
                    Async.procedure(
                        node::cleanupWorkspace,
                        new CleanupWorkspaceInput(service, clone.checkoutId()))))
        .run();
  }

  /**
   * Lets the cleanups that were started end: they were done long ago, unless the builder is gone.
   * What they leave behind is swept when that builder starts again.
   */
  void awaitCleanup() {
    Workflow.newDetachedCancellationScope(() -> cleanups.forEach(SourceBuild::settle)).run();
  }

  private static void settle(Promise<Void> cleanup) {
    try {
      cleanup.get();
    } catch (ActivityFailure failure) {
      LOG.warn("a checkout was not removed; its builder sweeps it later");
    }
  }
}
