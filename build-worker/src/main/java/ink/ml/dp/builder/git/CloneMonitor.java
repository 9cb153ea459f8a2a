package ink.ml.dp.builder.git;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Passes on what JGit is at, and stops it. */
final class CloneMonitor implements ProgressMonitor {
  private final GitProgress progress;
  private final BooleanSupplier cancelled;
  private final long deadline;
  private String task = "";
  private int done;

  CloneMonitor(GitProgress progress, BooleanSupplier cancelled, Duration longest) {
    this.progress = progress;
    this.cancelled = cancelled;
    this.deadline = System.nanoTime() + longest.toNanos();
  }

  boolean timedOut() {
    return System.nanoTime() - deadline > 0;
  }

  /** Whether we were asked to stop. */
  boolean stopped() {
    return cancelled.getAsBoolean();
  }

  /** Counts one thing of a task of our own. */
  void step(String name) throws InterruptedIOException {
    if (!name.equals(task)) {
      beginTask(name, UNKNOWN);
    }
    update(1);
    if (isCancelled()) {
      throw new InterruptedIOException("stopped");
    }
  }

  @Override
  public void start(int totalTasks) {}

  @Override
  public void beginTask(String title, int totalWork) {
    task = title;
    done = 0;
    progress.at(task, done);
  }

  @Override
  public void update(int completed) {
    done += completed;
    progress.at(task, done);
  }

  @Override
  public void endTask() {}

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean() || timedOut();
  }

  @Override
  public void showDuration(boolean enabled) {}
}
