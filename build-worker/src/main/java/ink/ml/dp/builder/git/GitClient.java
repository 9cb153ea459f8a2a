package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.SourceId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Asks git hosts, and fetches from them. Safe for use by many threads. */
public final class GitClient {
  private final GitLimits limits;
  private final CloneMemory memory;

  /**
   * @param disk an existing directory on the disk that is cloned to
   */
  public GitClient(GitLimits limits, Path disk) {
    this(limits, disk, CloneAdmission.unlimited());
  }

  /**
   * @param disk an existing directory on the disk that is cloned to
   */
  public GitClient(GitLimits limits, Path disk, CloneAdmission memory) {
    IsolatedSystem.install();
    IsolatedSystem.measure(disk);
    this.limits = limits;
    this.memory = new CloneMemory(memory, limits);
  }

  /**
   * Which commit a ref means right now: a full reference, else a branch, else a tag; a tag's own
   * object is followed to its commit.
   *
   * @throws ink.ml.dp.model.failure.DeployException {@code REF_NOT_FOUND}, {@code
   *     REPOSITORY_EMPTY}, or why the host did not answer
   */
  public CommitSha resolve(GitRemote remote, GitRef ref) {
    return new RefResolver(remote, limits).resolve(ref);
  }

  /**
   * Which files a commit has under a directory, without fetching any.
   *
   * @param scratch an existing directory for what is fetched; of no use afterwards
   * @return empty when it cannot be told: the host does not filter, does not answer, has no such
   *     commit, or no such directory
   */
  public Optional<SourceId> source(
      GitRemote remote, CommitSha commit, RelativePath root, Path scratch) {
    return new SourceLookup(remote).find(commit, root, scratch);
  }

  /**
   * Puts the files of one commit into a directory, without its history and without {@code .git}.
   * Symbolic links become links that nothing here follows. Submodules and what Git LFS keeps are
   * fetched from the same host; a submodule that no {@code .gitmodules} knows is an empty
   * directory. Attributes decide about line ends and encodings. What is left behind by a failure is
   * the caller's to remove.
   *
   * @param scratch an empty directory for what is fetched; of no use afterwards
   * @param target created by this
   * @param progress told what is being done, often
   * @throws ink.ml.dp.model.failure.DeployException {@code COMMIT_NOT_FOUND}, {@code
   *     REPOSITORY_TOO_LARGE}, {@code REPOSITORY_INVALID}, {@code SUBMODULE_UNAVAILABLE}, {@code
   *     LFS_UNAVAILABLE}, {@code BUILD_DISK_FULL}, {@code BUILD_CAPACITY} when other clones have
   *     the memory that it needs, or why the host did not answer; {@code CANCELLED} only when
   *     {@code cancelled} says so
   */
  public FetchedCommit checkOut(
      GitRemote remote,
      CommitSha commit,
      Path scratch,
      Path target,
      GitProgress progress,
      BooleanSupplier cancelled) {
    return memory.run(
        "clone " + remote.name(),
        scratch,
        target,
        cancelled,
        (packedBytes, where) ->
            new CommitFetcher(remote, limits, packedBytes)
                .checkOut(commit, where, target, progress, cancelled));
  }
}
