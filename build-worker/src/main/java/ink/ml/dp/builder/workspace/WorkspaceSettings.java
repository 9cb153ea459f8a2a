package ink.ml.dp.builder.workspace;

import ink.ml.dp.model.setting.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The disk that repositories are checked out on.
 *
 * @param checkoutAge after which a checkout that nobody removed goes
 */
public record WorkspaceSettings(Path directory, Duration checkoutAge) {
  /** Both builds' attempts, three clones, and what they wait in between. */
  public static final Duration CHECKOUT_AGE = Duration.ofHours(3);

  public static WorkspaceSettings read(Settings settings) {
    return new WorkspaceSettings(
        settings.absolutePath("WORKSPACE_DIR", "where repositories are checked out").required(),
        CHECKOUT_AGE);
  }
}
