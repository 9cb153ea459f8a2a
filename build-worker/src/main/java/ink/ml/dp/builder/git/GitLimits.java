package ink.ml.dp.builder.git;

import java.time.Duration;

/**
 * How much of a repository is taken.
 *
 * @param packBytes what the git host may send for one commit
 * @param fileBytes the largest file; also bounds what a hostile pack makes the worker hold in
 *     memory
 * @param totalBytes of all files together
 * @param entries files, directories and links together
 * @param depth of directories
 * @param silence after which a git host that sends nothing is given up
 * @param deadline for all of a clone
 */
public record GitLimits(
    long packBytes,
    long fileBytes,
    long totalBytes,
    int entries,
    int depth,
    Duration silence,
    Duration deadline) {
  private static final long MIB = 1 << 20;

  /** GitHub takes no larger files than these. */
  public static final GitLimits DEFAULT =
      new GitLimits(
          1024 * MIB,
          100 * MIB,
          2048 * MIB,
          200_000,
          64,
          Duration.ofSeconds(20),
          Duration.ofSeconds(110));
}
