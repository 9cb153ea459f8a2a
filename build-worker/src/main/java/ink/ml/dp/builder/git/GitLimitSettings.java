package ink.ml.dp.builder.git;

import ink.ml.dp.model.setting.Settings;
import java.time.Duration;

/** How much of a repository is taken, where a site wants something else than the defaults. */
final class GitLimitSettings {
  private static final long LEAST_BYTES = 1 << 20;

  /** The workflow gives an attempt two minutes. */
  private static final Duration LONGEST = Duration.ofSeconds(110);

  private static final GitLimits DEFAULT = GitLimits.DEFAULT;

  private GitLimitSettings() {}

  static GitLimits read(Settings settings) {
    return new GitLimits(
        settings
            .number("GIT_PACK_BYTES", "what a git host may send for one commit")
            .min(LEAST_BYTES)
            .orElse(DEFAULT.packBytes()),
        settings
            .number("GIT_FILE_BYTES", "the largest file that is checked out")
            .min(LEAST_BYTES)
            .orElse(DEFAULT.fileBytes()),
        settings
            .number("GIT_TREE_BYTES", "what all files of a commit may have together")
            .min(LEAST_BYTES)
            .orElse(DEFAULT.totalBytes()),
        settings
            .integer("GIT_TREE_ENTRIES", "files, directories and links that a commit may have")
            .between(1, 2_000_000)
            .orElse(DEFAULT.entries()),
        DEFAULT.depth(),
        settings
            .duration(
                "GIT_SILENCE_SECONDS", "after which a git host that sends nothing is given up")
            .between(Duration.ofSeconds(1), LONGEST)
            .orElse(DEFAULT.silence()),
        settings
            .duration("CLONE_TIMEOUT_SECONDS", "how long a clone may take")
            .between(Duration.ofSeconds(1), LONGEST)
            .orElse(DEFAULT.deadline()));
  }
}
