package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Reads what a git host advertises. */
final class RefResolver {
  private final GitRemote remote;
  private final GitLimits limits;

  RefResolver(GitRemote remote, GitLimits limits) {
    this.remote = remote;
    this.limits = limits;
  }

  CommitSha resolve(GitRef ref) {
    Action action = new Action("find " + ref + " in " + remote.name());
    List<String> candidates = candidates(ref.value());
    return ask(action, candidates)
        .orElseThrow(
            () -> {
              if (empty(action)) {
                return action.failed(FailureCode.REPOSITORY_EMPTY, "the repository has no commits");
              }
              return action.failed(
                  FailureCode.REF_NOT_FOUND,
                  GitRef.HEAD.equals(ref)
                      ? "its default branch does not exist"
                      : "there is no such branch or tag");
            });
  }

  private static List<String> candidates(String ref) {
    return ref.equals("HEAD") || ref.startsWith("refs/")
        ? List.of(ref)
        : List.of("refs/heads/" + ref, "refs/tags/" + ref);
  }

  private Optional<CommitSha> ask(Action action, List<String> candidates) {
    return talk(
        action,
        candidates,
        connection ->
            candidates.stream()
                .map(connection::getRef)
                .flatMap(found -> Stream.ofNullable(commit(found)))
                .findFirst());
  }

  private boolean empty(Action action) {
    return talk(action, List.of(), connection -> connection.getRefs().isEmpty());
  }

  private <T> T talk(Action action, List<String> prefixes, Question<T> question) {
    HttpTrace trace = new HttpTrace(remote.url(), limits.packBytes(), limits.deadline());
    try (Transport transport = Connections.open(null, remote, limits, trace);
        FetchConnection connection =
            transport.openFetch(List.of(), prefixes.toArray(String[]::new))) {
      return question.ask(connection);
    } catch (IOException e) {
      throw new GitFailures(remote, trace).translate(action, e);
    }
  }

  private static @Nullable CommitSha commit(@Nullable Ref ref) {
    if (ref == null) {
      return null;
    }
    ObjectId peeled = ref.getPeeledObjectId();
    ObjectId id = peeled == null ? ref.getObjectId() : peeled;
    return id == null ? null : new CommitSha(id.name());
  }

  private interface Question<T> {
    T ask(FetchConnection connection);
  }
}
