package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of a workflow. */
final class Results {
  static final ServiceError CANCELLED =
      ServiceError.of(
          FailureCode.CANCELLED,
          "tried to carry out the request but failed because it was cancelled",
          List.of());

  private Results() {}

  /** As it was recorded; put together here in runs of before answers were. */
  static ServiceResult running(DeployInput input, DeployedRelease release, RolloutResult rollout) {
    if (rollout.result() != null) {
      return rollout.result();
    }
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

  static ServiceResult cancelled(RequestScope identity) {
    return ended(identity.requestId().value(), identity.sequence().number(), null, CANCELLED);
  }

  /** Of what was not carried out: failed, or cancelled, as the error's code says. */
  static ServiceResult ended(
      ServiceRequest request, @Nullable String commitSha, ServiceError error) {
    return ended(request.requestId(), request.sequence(), commitSha, error);
  }

  /** Of a release that was taken back. */
  static ServiceResult takenBack(DeployInput input, ServiceError error) {
    return ended(input.service().requestId(), input.service().sequence(), input.commitSha(), error);
  }

  private static ServiceResult ended(
      @Nullable String requestId,
      @Nullable Long sequence,
      @Nullable String commitSha,
      ServiceError error) {
    boolean cancelled = error.code().equals(FailureCode.CANCELLED.wire());
    return new ServiceResult(
        requestId,
        sequence,
        (cancelled ? ServiceStatus.CANCELLED : ServiceStatus.FAILED).wire(),
        null,
        commitSha,
        null,
        null,
        error);
  }
}
