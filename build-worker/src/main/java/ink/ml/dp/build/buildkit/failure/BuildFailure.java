package ink.ml.dp.build.buildkit.failure;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.List;
import java.util.Optional;

/** Why a build failed. */
public sealed interface BuildFailure {
  /** The same for callers: a code and a sentence. */
  DeployException toException();

  /** We were asked to stop. */
  record Cancelled() implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(
          FailureCode.CANCELLED, "build the image", "the build was cancelled");
    }
  }

  /**
   * A command of the build ended with an error.
   *
   * @param command as written in the Dockerfile
   * @param exitCode of the command
   * @param outOfMemory whether it was killed for its use of memory
   * @param logTail the last lines that it wrote
   */
  record StepFailed(
      String command,
      int exitCode,
      boolean outOfMemory,
      Optional<SourceLocation> location,
      List<String> logTail)
      implements BuildFailure {
    @Override
    public DeployException toException() {
      String where = location.map(l -> " (" + l + ")").orElse("");
      return new DeployException(
          outOfMemory ? FailureCode.BUILD_OUT_OF_MEMORY : FailureCode.BUILD_STEP_FAILED,
          "run the build step \"" + command + "\"" + where,
          outOfMemory
              ? "it used more memory than a step may and was killed"
              : "it ended with exit code " + exitCode,
          logTail,
          null);
    }
  }

  /** There is no Dockerfile where it should be. */
  record DockerfileMissing(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.DOCKERFILE_NOT_FOUND, "read the Dockerfile", detail);
    }
  }

  /** The Dockerfile asks for something that cannot be. */
  record DockerfileInvalid(String detail, Optional<SourceLocation> location)
      implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(
          FailureCode.DOCKERFILE_INVALID,
          "follow the Dockerfile" + location.map(l -> " at " + l).orElse(""),
          detail);
    }
  }

  /** The image of a {@code FROM} does not exist, or not for everybody. */
  record BaseImageMissing(String detail, Optional<SourceLocation> location)
      implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(
          FailureCode.BASE_IMAGE_NOT_FOUND,
          "find the base image" + location.map(l -> " of " + l).orElse(""),
          detail);
    }
  }

  /** Its registry does not answer as it should. */
  record BaseImageUnavailable(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.BASE_IMAGE_UNAVAILABLE, "read the base image", detail);
    }
  }

  /** The build asked for what builds may not have. */
  record PolicyDenied(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.BUILD_POLICY_DENIED, "follow the Dockerfile", detail);
    }
  }

  /** The daemon was lost, or lost us. */
  record DaemonUnavailable(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(
          FailureCode.BUILDKIT_UNAVAILABLE, "build the image on the builder", detail);
    }
  }

  /** The daemon refused what it should accept. */
  record DaemonMisconfigured(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(
          FailureCode.BUILDKIT_MISCONFIGURED, "build the image on the builder", detail);
    }
  }

  /** The daemon has no room. */
  record DiskFull(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.BUILD_DISK_FULL, "build the image", detail);
    }
  }

  /** Our registry does not answer as it should. */
  record RegistryUnavailable(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.REGISTRY_UNAVAILABLE, "push the image", detail);
    }
  }

  /**
   * Our registry no longer has what it had when the builder asked, because its garbage collection
   * ran in between. Another attempt asks again, and pushes it.
   */
  record ImagePartGone(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.IMAGE_GONE, "push the image", detail);
    }
  }

  /** Our registry does not let us. */
  record RegistryRejected(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.REGISTRY_REJECTED, "push the image", detail);
    }
  }

  /** None of the known ways. */
  record Internal(String detail) implements BuildFailure {
    @Override
    public DeployException toException() {
      return new DeployException(FailureCode.INTERNAL, "build the image", detail);
    }
  }
}
