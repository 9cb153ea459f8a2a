package ink.ml.dp.builder.git;

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

  DeployException translate(String tried, Exception e) {
    if (DiskFull.caused(e)) {
      return DiskFull.failure(tried, e);
    }
    if (trace.tooLarge()) {
      return of(FailureCode.REPOSITORY_TOO_LARGE, tried, "the host sends too much for it", e);
    }
    if (has(e, TooLargeObjectInPackException.class) || has(e, LargeObjectException.class)) {
      return of(FailureCode.REPOSITORY_TOO_LARGE, tried, "one of its files is too large", e);
    }
    if (trace.ledElsewhere()) {
      return of(
          FailureCode.REPOSITORY_NOT_FOUND,
          tried,
          "the git host sends us to another host, which is not followed",
          e);
    }
    if (has(e, NoRemoteRepositoryException.class)) {
      return of(FailureCode.REPOSITORY_NOT_FOUND, tried, "the git host does not know it", e);
    }
    return byStatus(tried, e);
  }

  private DeployException byStatus(String tried, Exception e) {
    return switch (trace.status()) {
      case 401 ->
          remote.credentials().isPresent()
              ? of(
                  FailureCode.GIT_CREDENTIALS_REJECTED,
                  tried,
                  "the git host refuses the platform's token",
                  e)
              : of(
                  FailureCode.REPOSITORY_ACCESS_DENIED,
                  tried,
                  "the git host wants credentials and the platform has none for it",
                  e);
      case 403 ->
          trace.retryAfter().isPresent()
              ? unavailable(tried, "its host was asked too often", e)
              : of(
                  FailureCode.REPOSITORY_ACCESS_DENIED,
                  tried,
                  "the git host denies access to it",
                  e);
      case 404, 410 ->
          of(FailureCode.REPOSITORY_NOT_FOUND, tried, "the git host does not know it", e);
      case 0, 200 ->
          of(
              FailureCode.GIT_HOST_UNAVAILABLE,
              tried,
              "the conversation with its host broke off",
              e);
      default -> unavailable(tried, "its host answered " + trace.status(), e);
    };
  }

  private DeployException unavailable(String tried, String because, Exception cause) {
    DeployException failure = of(FailureCode.GIT_HOST_UNAVAILABLE, tried, because, cause);
    return trace.retryAfter().map(failure::retryAfter).orElse(failure);
  }

  private static DeployException of(
      FailureCode code, String tried, String because, Exception cause) {
    return new DeployException(code, tried, because, cause);
  }

  static boolean has(Throwable e, Class<? extends Throwable> type) {
    return Stream.iterate(e, c -> c != null, Throwable::getCause).anyMatch(type::isInstance);
  }
}
