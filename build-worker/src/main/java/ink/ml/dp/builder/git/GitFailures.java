package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;

/**
 * Turns what went wrong in a conversation with a git host into a code. JGit's own messages are kept
 * out of the sentence, because they quote whatever the host said.
 */
final class GitFailures {
  private final GitRemote remote;
  private final HttpTrace trace;

  GitFailures(GitRemote remote, HttpTrace trace) {
    this.remote = remote;
    this.trace = trace;
  }

  DeployException translate(Action action, Exception e) {
    if (DiskFull.caused(e)) {
      return DiskFull.failure(action, e);
    }
    if (trace.tooLarge()) {
      return action.failed(FailureCode.REPOSITORY_TOO_LARGE, "the host sends too much for it", e);
    }
    if (has(e, TooLargeObjectInPackException.class) || has(e, LargeObjectException.class)) {
      return action.failed(
          FailureCode.REPOSITORY_TOO_LARGE,
          "one of its files is too large, or its pack asks for too much memory",
          e);
    }
    if (trace.ledElsewhere()) {
      return action.failed(
          FailureCode.REPOSITORY_NOT_FOUND,
          "the git host sends us to another host, which is not followed",
          e);
    }
    if (has(e, NoRemoteRepositoryException.class)) {
      return action.failed(FailureCode.REPOSITORY_NOT_FOUND, "the git host does not know it", e);
    }
    return byStatus(action, e);
  }

  private DeployException byStatus(Action action, Exception e) {
    return switch (trace.status()) {
      case 401 ->
          remote.credentials().isPresent()
              ? action.failed(
                  FailureCode.GIT_CREDENTIALS_REJECTED,
                  "the git host refuses the platform's token",
                  e)
              : action.failed(
                  FailureCode.REPOSITORY_ACCESS_DENIED,
                  "the git host wants credentials and the platform has none for it",
                  e);
      case 403 ->
          trace.retryAfter().isPresent()
              ? unavailable(action, "its host was asked too often", e)
              : action.failed(
                  FailureCode.REPOSITORY_ACCESS_DENIED, "the git host denies access to it", e);
      case 404, 410 ->
          action.failed(FailureCode.REPOSITORY_NOT_FOUND, "the git host does not know it", e);
      case 0, 200 ->
          action.failed(
              FailureCode.GIT_HOST_UNAVAILABLE, "the conversation with its host broke off", e);
      default -> unavailable(action, "its host answered " + trace.status(), e);
    };
  }

  private DeployException unavailable(Action action, String because, Exception cause) {
    DeployException failure = action.failed(FailureCode.GIT_HOST_UNAVAILABLE, because, cause);
    return trace.retryAfter().map(failure::retryAfter).orElse(failure);
  }

  static boolean has(Throwable e, Class<? extends Throwable> type) {
    return Stream.iterate(e, c -> c != null, Throwable::getCause).anyMatch(type::isInstance);
  }
}
