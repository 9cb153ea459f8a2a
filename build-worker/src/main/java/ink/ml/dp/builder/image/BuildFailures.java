package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;

/** Tells failures of the BuildKit client in the platform's codes. */
public final class BuildFailures {
  private BuildFailures() {}

  /** The same failure with its code; the sentence and the log's tail stay. */
  public static DeployException told(BuildFailedException e) {
    BuildFailure failure = e.failure();
    return new Action(failure.action())
        .failed(code(failure), failure.reason(), e.getCause())
        .withLogTail(failure.logTail());
  }

  /** Whose fault a failure is, and what to do about it. */
  public static FailureCode code(BuildFailure failure) {
    return switch (failure) {
      case BuildFailure.Cancelled _ -> FailureCode.CANCELLED;
      case BuildFailure.StepFailed step ->
          switch (step.exceeded()) {
            case NONE -> FailureCode.BUILD_STEP_FAILED;
            case MEMORY -> FailureCode.BUILD_OUT_OF_MEMORY;
            case DISK -> FailureCode.BUILD_DISK_EXCEEDED;
            case TIME -> FailureCode.BUILD_TIMEOUT;
          };
      case BuildFailure.DockerfileMissing _ -> FailureCode.DOCKERFILE_NOT_FOUND;
      case BuildFailure.DockerfileInvalid _ -> FailureCode.DOCKERFILE_INVALID;
      case BuildFailure.SecretMissing _ -> FailureCode.BUILD_SECRET_MISSING;
      case BuildFailure.BaseImageMissing _ -> FailureCode.BASE_IMAGE_NOT_FOUND;
      case BuildFailure.BaseImageUnavailable _ -> FailureCode.BASE_IMAGE_UNAVAILABLE;
      case BuildFailure.PolicyDenied _ -> FailureCode.BUILD_POLICY_DENIED;
      case BuildFailure.DaemonLost _, BuildFailure.DaemonUnreachable _ ->
          FailureCode.BUILDKIT_UNAVAILABLE;
      case BuildFailure.DaemonMisconfigured _ -> FailureCode.BUILDKIT_MISCONFIGURED;
      case BuildFailure.DiskFull _ -> FailureCode.BUILD_DISK_FULL;
      case BuildFailure.RegistryUnavailable _ -> FailureCode.REGISTRY_UNAVAILABLE;
      case BuildFailure.ImagePartGone _ -> FailureCode.IMAGE_GONE;
      case BuildFailure.RegistryRejected _ -> FailureCode.REGISTRY_REJECTED;
      case BuildFailure.Internal _ -> FailureCode.INTERNAL;
    };
  }
}
