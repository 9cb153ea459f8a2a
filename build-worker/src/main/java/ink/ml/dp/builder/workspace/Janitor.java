package ink.ml.dp.builder.workspace;

import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.InvalidValueException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what crashed or lost builds left behind. */
@Singleton
public final class Janitor {
  private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

  private final Workspace workspace;
  private final Duration oldest;
  private final Clock clock;

  @Inject
  Janitor(Workspace workspace, WorkspaceSettings settings) {
    this(workspace, settings.checkoutAge(), Clock.systemUTC());
  }

  /**
   * @param oldest how old a checkout may become: longer than the longest clone and build, with all
   *     their attempts
   */
  public Janitor(Workspace workspace, Duration oldest, Clock clock) {
    this.workspace = workspace;
    this.oldest = oldest;
    this.clock = clock;
  }

  /**
   * Looks at every checkout once.
   *
   * @return how many were removed
   */
  public int sweep() {
    Instant limit = clock.instant().minus(oldest);
    int removed = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(workspace.checkouts())) {
      for (Path directory : all) {
        if (abandoned(directory, limit)) {
          FileTrees.delete(directory);
          removed++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the workspace's checkouts cannot be listed", e);
    }
    if (removed > 0) {
      LOG.info("removed {} checkouts that nobody came back for", removed);
    }
    return removed;
  }

  private boolean abandoned(Path directory, Instant limit) throws IOException {
    Instant changed = Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant();
    return changed.isBefore(limit) && !leased(directory);
  }

  private boolean leased(Path directory) {
    try {
      return workspace.leased(new CheckoutId(directory.getFileName().toString()));
    } catch (InvalidValueException _) {
      return false;
    }
  }
}
