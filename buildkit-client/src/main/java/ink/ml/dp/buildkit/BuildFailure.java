package ink.ml.dp.buildkit;

import java.util.List;
import java.util.Optional;

/**
 * Why a build failed. Its parts make the sentence "tried to {action} but failed because {reason}".
 */
public sealed interface BuildFailure {
  /** What was tried, such as {@code push the image}. */
  String action();

  /** Why that failed; free of secrets as far as the daemon's own words are. */
  String reason();

  /** The last lines that the failed command wrote; empty for everything but a step. */
  default List<String> logTail() {
    return List.of();
  }

  /** We were asked to stop. */
  record Cancelled() implements BuildFailure {
    @Override
    public String action() {
      return "build the image";
    }

    @Override
    public String reason() {
      return "the build was cancelled";
    }
  }

  /**
   * A command of the build ended with an error.
   *
   * @param command as written in the Dockerfile
   * @param exitCode of the command
   * @param exceeded which of its limits ended it
   * @param logTail the last lines that it wrote
   */
  record StepFailed(
      String command,
      int exitCode,
      Limit exceeded,
      Optional<SourceLocation> location,
      List<String> logTail)
      implements BuildFailure {
    /** What a step may use only so much of. */
    public enum Limit {
      NONE,
      MEMORY,
      DISK,
      TIME
    }

    public StepFailed {
      logTail = List.copyOf(logTail);
    }

    @Override
    public String action() {
      return "run the build step \""
          + command
          + "\""
          + location.map(l -> " (" + l + ")").orElse("");
    }

    @Override
    public String reason() {
      return switch (exceeded) {
        case NONE -> "it ended with exit code " + exitCode;
        case MEMORY -> "it used more memory than a step may and was killed";
        case DISK -> "it wrote more than a step, or all builds of its tenant, may and was killed";
        case TIME -> "it took longer than a step may and was killed";
      };
    }
  }

  /** There is no Dockerfile where it should be. */
  record DockerfileMissing(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "read the Dockerfile";
    }
  }

  /** The Dockerfile asks for something that cannot be. */
  record DockerfileInvalid(String reason, Optional<SourceLocation> location)
      implements BuildFailure {
    @Override
    public String action() {
      return "follow the Dockerfile" + location.map(l -> " at " + l).orElse("");
    }
  }

  /**
   * A step demands a secret that the build was not given.
   *
   * @param name that the step uses
   */
  record SecretMissing(String name, Optional<SourceLocation> location) implements BuildFailure {
    @Override
    public String action() {
      return "give the build its secret '" + name + "'" + location.map(l -> " at " + l).orElse("");
    }

    @Override
    public String reason() {
      return "the step requires it, and the build has no variable '" + name + "'";
    }
  }

  /** The image of a {@code FROM} does not exist, or not for everybody. */
  record BaseImageMissing(String reason, Optional<SourceLocation> location)
      implements BuildFailure {
    @Override
    public String action() {
      return "find the base image" + location.map(l -> " of " + l).orElse("");
    }
  }

  /** Its registry does not answer as it should. */
  record BaseImageUnavailable(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "read the base image";
    }
  }

  /** The build asked for what builds may not have. */
  record PolicyDenied(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "follow the Dockerfile";
    }
  }

  /** The daemon was lost in the middle of a build, or lost us. */
  record DaemonLost(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "build the image on the builder";
    }
  }

  /** The daemon does not answer at all. */
  record DaemonUnreachable(BuildKitAddress address, String reason) implements BuildFailure {
    @Override
    public String action() {
      return "reach the builder at " + address;
    }
  }

  /** The daemon runs in a way in which it may not be used. */
  record DaemonMisconfigured(BuildKitAddress address, String reason) implements BuildFailure {
    @Override
    public String action() {
      return "use the builder at " + address;
    }
  }

  /** The daemon has no room. */
  record DiskFull(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "build the image";
    }
  }

  /** The registry that the image is pushed to does not answer as it should. */
  record RegistryUnavailable(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "push the image";
    }
  }

  /**
   * The registry no longer has what it had when the daemon asked, because its garbage collection
   * ran in between. Another attempt asks again, and pushes it.
   */
  record ImagePartGone(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "push the image";
    }
  }

  /** The registry that the image is pushed to does not let us. */
  record RegistryRejected(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "push the image";
    }
  }

  /** None of the known ways. */
  record Internal(String reason) implements BuildFailure {
    @Override
    public String action() {
      return "build the image";
    }
  }
}
