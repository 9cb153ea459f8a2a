package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import org.jspecify.annotations.Nullable;

/** The answers of a workflow. */
final class Results {
  private Results() {}

  static ServiceResult running(DeployInput input, DeployedRelease release, RolloutResult rollout) {
    return new ServiceResult(
        input.service().requestId(),
        input.service().sequence(),
        ServiceStatus.RUNNING.wire(),
        rollout.url(),
        input.commitSha(),
        input.image().digest(),
        release.release(),
        null,
        rollout.servedAt());
  }

  static ServiceResult deleted(ServiceSpec spec) {
    return new ServiceResult(
        spec.identity().requestId().value(),
        spec.identity().sequence().number(),
        ServiceStatus.DELETED.wire(),
        null,
        null,
        null,
        null,
        null);
  }

  static ServiceResult failed(
      ServiceRequest request, @Nullable String commitSha, ServiceError error) {
    return new ServiceResult(
        request.requestId(),
        request.sequence(),
        ServiceStatus.FAILED.wire(),
        null,
        commitSha,
        null,
        null,
        error);
  }
}
