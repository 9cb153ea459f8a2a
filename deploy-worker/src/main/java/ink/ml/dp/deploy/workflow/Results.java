package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of a workflow. */
final class Results {
  private Results() {}

  static ServiceResult running(DeployInput input, DeployedRelease release, String url) {
    return new ServiceResult(
        input.service().requestId(),
        input.service().sequence(),
        ServiceStatus.RUNNING.wire(),
        url,
        input.commitSha(),
        input.image().digest(),
        release.release(),
        null);
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
    return unsuccessful(request, ServiceStatus.FAILED, commitSha, error);
  }

  static ServiceResult cancelled(ServiceRequest request, @Nullable String commitSha) {
    return unsuccessful(
        request,
        ServiceStatus.CANCELLED,
        commitSha,
        ServiceError.of(
            FailureCode.CANCELLED,
            "tried to carry out the request but failed because it was cancelled",
            List.of()));
  }

  private static ServiceResult unsuccessful(
      ServiceRequest request,
      ServiceStatus status,
      @Nullable String commitSha,
      ServiceError error) {
    return new ServiceResult(
        request.requestId(), request.sequence(), status.wire(), null, commitSha, null, null, error);
  }
}
