package ink.ml.dp.model.failure;

import static ink.ml.dp.model.failure.Blame.CAPACITY;
import static ink.ml.dp.model.failure.Blame.PLATFORM;
import static ink.ml.dp.model.failure.Blame.USER;

import java.util.Arrays;

/**
 * Every way in which a deploy can fail. Append-only: the constant's name is the type of the {@code
 * ApplicationFailure} and the {@code code} of a result, and callers match on it.
 */
public enum FailureCode {
  INVALID_REQUEST(USER, false, "Correct the named field and send the request again."),
  OPERATION_UNSUPPORTED(USER, false, "This version of the platform cannot do that operation yet."),
  STALE_DEPLOY(
      USER,
      false,
      "A newer request for this service was already carried out; nothing was changed."),
  SUPERSEDED(USER, false, "A newer request for this service took over; look at its result."),
  CANCELLED(USER, false, "The request was cancelled; send it again when you want it carried out."),
  NAME_TAKEN(USER, false, "Choose another name: this one belongs to another service."),
  NAME_RESERVED(USER, false, "Choose another name: this one is reserved by the platform."),
  NAMESPACE_CONFLICT(
      USER, false, "Rename the project: with this tenant its namespace meets another tenant's."),
  SERVICE_NOT_FOUND(USER, false, "Create the service first."),
  RELEASE_NOT_FOUND(
      USER, false, "Name one of the service's last five releases that ran, or deploy a commit."),

  REPOSITORY_NOT_FOUND(
      USER, false, "Check the repository's name, and that the platform was given access to it."),
  REPOSITORY_ACCESS_DENIED(
      USER,
      false,
      "Give the platform access to the repository (install the GitHub App for it) and try again."),
  COMMIT_NOT_FOUND(USER, false, "Push the commit, or name one that is in the repository."),
  REF_NOT_FOUND(USER, false, "Push the branch or tag, or name one that is in the repository."),
  REPOSITORY_EMPTY(USER, false, "Push a first commit and try again."),
  REPOSITORY_TOO_LARGE(
      USER,
      false,
      "Make the repository smaller: remove large files, or set a smaller root directory."),
  REPOSITORY_INVALID(
      USER,
      false,
      "The repository holds something that cannot be checked out; the message names it."),
  SUBMODULE_UNAVAILABLE(
      USER,
      false,
      "Keep the submodule on the same git host and give the platform access to it, or commit its"
          + " files."),
  LFS_UNAVAILABLE(
      USER, false, "Push the file to the git host's own Git LFS, or commit it without Git LFS."),
  GIT_HOST_UNAVAILABLE(
      PLATFORM, true, "The git host does not answer; the platform keeps trying for a while."),
  GIT_CREDENTIALS_REJECTED(
      PLATFORM,
      false,
      "The platform's own credentials for the git host were refused; its operators have been"
          + " notified."),

  PATH_NOT_FOUND(
      USER, false, "Check the directory: it must exist in the repository at that commit."),
  DOCKERFILE_NOT_FOUND(
      USER, false, "Add a Dockerfile, or set dockerfile_path, or choose another build pack."),
  DOCKERFILE_INVALID(USER, false, "Correct the Dockerfile at the line that the message names."),
  BUILD_STEP_FAILED(USER, false, "Read the build log: a command of the build ended with an error."),
  BUILD_OUT_OF_MEMORY(
      USER, false, "A build step used more memory than a build may; make it use less."),
  BUILD_TIMEOUT(
      USER, false, "The build took longer than a build may; make it shorter or cache more of it."),
  BUILD_DISK_EXCEEDED(
      USER,
      false,
      "A build step, or all of the tenant's builds together, wrote more to the builder's disk than"
          + " they may; make them write less, or build again in half an hour."),
  BUILD_POLICY_DENIED(
      USER, false, "The build asked for something that builds may not do; the message names it."),
  BASE_IMAGE_NOT_FOUND(
      USER, false, "Check the image named after FROM: it does not exist or is not public."),
  BASE_IMAGE_UNAVAILABLE(
      PLATFORM,
      true,
      "The registry of a base image does not answer; the platform keeps trying for a while."),
  BUILD_SECRET_MISSING(
      USER, false, "Set the variable that the message names, and let builds see it."),
  SITE_NOT_FOUND(
      USER,
      false,
      "Commit the site's pages, and set publish_directory to the directory that holds index.html."),
  RAILPACK_UNAVAILABLE(
      PLATFORM,
      false,
      "The railpack build pack is not available here yet; choose dockerfile (add a Dockerfile) or"
          + " static (add an index.html)."),
  BUILD_CAPACITY(
      CAPACITY,
      true,
      "All builders were busy for as long as a build may wait; send the request again later."),
  BUILD_DISK_FULL(
      CAPACITY, true, "The builders' disks are full; the platform makes room and tries again."),
  BUILDKIT_UNAVAILABLE(
      PLATFORM, true, "The builder does not answer; the platform keeps trying for a while."),
  BUILDKIT_MISCONFIGURED(
      PLATFORM,
      false,
      "The builder refused what it should accept; its operators have been notified."),
  BUILD_NODE_LOST(
      PLATFORM,
      false,
      "The builder was lost three times in a row; its operators have been notified. Try again"
          + " later."),
  REGISTRY_UNAVAILABLE(
      PLATFORM, true, "The image registry does not answer; the platform keeps trying for a while."),
  REGISTRY_REJECTED(
      PLATFORM, false, "The image registry refused the image; its operators have been notified."),
  IMAGE_GONE(
      PLATFORM, true, "The image is no longer in the registry; the platform builds it again."),

  ENVIRONMENT_UNAVAILABLE(
      PLATFORM,
      true,
      "The service's environment cannot be read; the platform keeps trying for a while."),
  ENVIRONMENT_INVALID(USER, false, "Correct the service's environment as the message says."),

  KUBERNETES_UNAVAILABLE(
      PLATFORM, true, "The cluster does not answer; the platform keeps trying for a while."),
  KUBERNETES_REJECTED(
      PLATFORM,
      false,
      "The cluster refused the service's objects; its operators have been notified."),
  QUOTA_EXCEEDED(
      USER,
      false,
      "The project's quota is used up: delete a service or ask for less CPU and memory."),
  NO_CAPACITY(
      CAPACITY,
      false,
      "No node has room for the service at the moment; try again later or ask for less."),
  IMAGE_PULL_FAILED(
      PLATFORM,
      false,
      "The node could not pull the image; the platform's operators have been notified."),
  IMAGE_NEEDS_ROOT(
      USER,
      false,
      "Services run as user 1000 without root's rights, whatever the image's USER is: let the files"
          + " it writes belong to user 1000, and listen above port 1023."),
  START_FAILED(USER, false, "The container could not be started; check the image's command."),
  CRASH_LOOP(USER, false, "The service ends right after it starts; read its last log lines."),
  OUT_OF_MEMORY(
      USER, false, "The service used more memory than it asked for; ask for more or use less."),
  PORT_NOT_OPEN(
      USER, false, "Nothing listens on the port: listen on 0.0.0.0 and on the port given as PORT."),
  HEALTH_CHECK_FAILED(
      USER, false, "The health path does not answer with success; check it and the log."),
  NOT_HTTP(
      USER,
      false,
      "What listens on the port must answer HTTP/1.1, and begin to answer within a minute; check"
          + " the port, and ask for protocol h2c (gRPC) or tcp if it speaks that."),
  ROLLOUT_TIMEOUT(
      PLATFORM,
      false,
      "The node did not start the container in time; the platform's operators have been notified."),
  URL_NOT_ANSWERING(
      PLATFORM,
      true,
      "The service is ready but its URL does not answer; the platform's operators have been"
          + " notified."),

  /** Nobody's fault: what was interrupted is asked of another worker, which is all that is said. */
  WORKER_STOPPED(
      PLATFORM, true, "A worker was stopped while it worked on this; the platform tries again."),
  INTERNAL(PLATFORM, false, "The platform made a mistake; its operators have been notified."),
  /** What a newer worker may have said and this one does not know. Never thrown. */
  UNKNOWN(PLATFORM, false, "The platform made a mistake; its operators have been notified.");

  private final Blame blame;
  private final boolean retryable;
  private final String hint;

  FailureCode(Blame blame, boolean retryable, String hint) {
    this.blame = blame;
    this.retryable = retryable;
    this.hint = hint;
  }

  /** What goes over the wire. */
  public String wire() {
    return name();
  }

  public Blame blame() {
    return blame;
  }

  /** Whether the same activity, run again, may succeed. */
  public boolean retryable() {
    return retryable;
  }

  /** What the tenant can do next: one or two sentences. */
  public String hint() {
    return hint;
  }

  /** The code with this wire string, or {@link #UNKNOWN}. */
  public static FailureCode fromWire(String wire) {
    return Arrays.stream(values()).filter(c -> c.wire().equals(wire)).findFirst().orElse(UNKNOWN);
  }
}
