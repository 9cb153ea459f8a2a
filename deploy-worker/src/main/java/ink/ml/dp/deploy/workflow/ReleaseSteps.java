package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.ClaimNameInput;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.ReleaseActivities;
import ink.ml.dp.model.activity.RestoreReleaseInput;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.WaitForRolloutInput;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import org.slf4j.Logger;

/** Makes a release the live one, or puts everything back as it was. */
final class ReleaseSteps {
  private static final Logger LOG = Workflow.getLogger(ReleaseSteps.class);

  private final ReleaseActivities cluster;
  private ServiceKey service;
  private final RunStatus status;

  ReleaseSteps(ServiceSpec spec, RunStatus status) {
    ActivityPolicies policies = new ActivityPolicies(spec.identity());
    this.cluster =
        Workflow.newActivityStub(
            ReleaseActivities.class, policies.release(), policies.releaseExceptions());
    this.service = ServiceKey.of(spec.identity());
    this.status = status;
  }

  ReleaseActivities cluster() {
    return cluster;
  }

  ServiceKey service() {
    return service;
  }

  /** Takes the name; answers as {@link #awaitClaim}. */
  Optional<ServiceResult> claim(ServiceSpec spec) {
    return awaitClaim(startClaim(spec));
  }

  /** Begins to take the name. Until that is done, nothing may be written. */
  Promise<ClaimedName> startClaim(ServiceSpec spec) {
    status.enter(Stage.CLAIM);
    return Async.function(
        cluster::claimName,
        new ClaimNameInput(service, spec.operation().wire(), spec.runtime().settings()));
  }

  /**
   * Waits until the name is taken.
   *
   * @return what the same request was answered before: then nothing is left to do
   */
  Optional<ServiceResult> awaitClaim(Promise<ClaimedName> claim) {
    ClaimedName claimed = ActivityCall.CLAIM.run(claim::get);
    service = service.inAttempt(claimed.attempt());
    return Optional.ofNullable(claimed.answer());
  }

  /**
   * Applies and waits.
   *
   * @throws StepFailure with IMAGE_GONE when nothing was applied, because the image has to be built
   *     again; otherwise the earlier release is back
   */
  ServiceResult deploy(DeployInput input) {
    status.enter(Stage.APPLY);
    CancellationScope.throwCanceled();
    try {
      DeployedRelease release = apply(input);
      CancellationScope.throwCanceled();
      status.enter(Stage.ROLLOUT, "release " + release.release());
      RolloutResult rollout =
          ActivityCall.ROLLOUT.run(
              () -> cluster.waitForRollout(new WaitForRolloutInput(service, release.release())));
      return Results.running(input, release, rollout);
    } catch (StepFailure failure) {
      // Nothing was written, or something newer was: neither is to be taken back.
      if (!failure.has(FailureCode.IMAGE_GONE) && !failure.has(FailureCode.STALE_DEPLOY)) {
        restore(input, failure.error());
      }
      throw failure;
    } catch (CanceledFailure cancelled) {
      restore(input, Results.CANCELLED);
      throw cancelled;
    }
  }

  /** As {@link #deploy}; empty when the image has to be built again. */
  Optional<ServiceResult> deployIfBuilt(DeployInput input) {
    try {
      return Optional.of(deploy(input));
    } catch (StepFailure failure) {
      if (failure.has(FailureCode.IMAGE_GONE)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Not to be cancelled between the first and the last object. */
  private DeployedRelease apply(DeployInput input) {
    DeployedRelease[] release = new DeployedRelease[1];
    Workflow.newDetachedCancellationScope(
            () -> release[0] = ActivityCall.DEPLOY.run(() -> cluster.deploy(input)))
        .run();
    return release[0];
  }

  private void restore(DeployInput input, ServiceError why) {
    status.enter(Stage.RESTORE);
    String failed = "r" + input.service().sequence();
    RestoreReleaseInput back =
        new RestoreReleaseInput(service, failed, why.code(), Results.takenBack(input, why));
    try {
      Workflow.newDetachedCancellationScope(
              () -> ActivityCall.RESTORE.run(() -> cluster.restoreRelease(back)))
          .run();
    } catch (StepFailure second) {
      // The first failure is what the tenant must hear; this one is for the operators.
      LOG.error("could not take back {}: {}", failed, second.error().message());
    }
  }
}
