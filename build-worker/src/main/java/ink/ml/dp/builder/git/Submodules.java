package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a checkout's submodules, from the same host only: other hosts were not asked for, and a
 * repository must not choose whom the worker speaks to.
 */
final class Submodules {
  private static final int DEEPEST = 4;
  private static final int LONGEST_FILE = 1 << 20;

  private final GitRemote remote;
  private final GitLimits limits;
  private final long packedBytes;
  private final TreeBudget budget;
  private final CloneMonitor monitor;
  private final int depth;

  Submodules(
      GitRemote remote,
      GitLimits limits,
      long packedBytes,
      TreeBudget budget,
      CloneMonitor monitor,
      int depth) {
    this.remote = remote;
    this.limits = limits;
    this.packedBytes = packedBytes;
    this.budget = budget;
    this.monitor = monitor;
    this.depth = depth;
  }

  /**
   * @param found commits by path
   * @param root of the checkout that holds them
   */
  void checkOut(Map<String, ObjectId> found, Path scratch, Path root) throws IOException {
    if (found.isEmpty()) {
      return;
    }
    SubmoduleUrls urls = urls(root.resolve(".gitmodules"));
    int number = 0;
    for (Map.Entry<String, ObjectId> submodule : found.entrySet()) {
      String path = submodule.getKey();
      Optional<String> url = urls.url(path);
      if (url.isPresent()) {
        monitor.step("Fetching submodules");
        number++;
        fetch(
            path,
            url.get(),
            new CommitSha(submodule.getValue().name()),
            scratch.resolve("submodule-" + number),
            root);
      }
    }
  }

  private void fetch(String path, String url, CommitSha commit, Path scratch, Path root) {
    if (depth >= DEEPEST) {
      throw unavailable(path, "submodules are more than " + DEEPEST + " deep in each other", null);
    }
    RepositoryName name =
        SubmoduleUrls.sameHost(remote, url)
            .orElseThrow(
                () ->
                    unavailable(
                        path, "its URL is not that of a repository on the same git host", null));
    try {
      new CommitFetcher(remote.other(name), limits, packedBytes)
          .checkOut(commit, scratch, root.resolve(path), budget, monitor, depth + 1);
    } catch (DeployException e) {
      throw switch (e.code()) {
        case REPOSITORY_NOT_FOUND, REPOSITORY_ACCESS_DENIED, REPOSITORY_EMPTY, COMMIT_NOT_FOUND ->
            unavailable(path, "the platform " + e.sentence(), e);
        default -> e;
      };
    }
  }

  private DeployException unavailable(String path, String because, @Nullable Throwable cause) {
    return new Action("fetch the submodule '%s' of %s".formatted(path, remote.name()))
        .failed(FailureCode.SUBMODULE_UNAVAILABLE, because, cause);
  }

  private static SubmoduleUrls urls(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LONGEST_FILE
        ? SubmoduleUrls.parse(Files.readAllBytes(file))
        : SubmoduleUrls.parse(new byte[0]);
  }
}
