package ink.ml.dp.builder.activity;

import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.CancellationSource;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an activity: heartbeats every second with what it is at, and stops the work as
 * soon as Temporal no longer wants it, for whatever reason, or its time is over.
 */
final class SupervisedActivity implements AutoCloseable {
  private final CancellationSource signal = new CancellationSource();
  private final ActivityExecutionContext context;
  private final Supplier<WorkProgress> progress;
  private final ScheduledFuture<?> beat;
  private final Duration longest;
  private final long deadline;
  private volatile @Nullable ActivityCompletionException unwanted;
  private volatile boolean late;

  private SupervisedActivity(
      ActivityExecutionContext context,
      Supplier<WorkProgress> progress,
      Duration longest,
      ScheduledExecutorService clock) {
    this.context = context;
    this.progress = progress;
    this.longest = longest;
    this.deadline = System.nanoTime() + longest.toNanos();
    this.beat = clock.scheduleWithFixedDelay(this::beat, 0, 1, TimeUnit.SECONDS);
  }

  /**
   * @param longest after which the work is stopped from inside; shortened so as to end before
   *     Temporal's own start-to-close, which would not tell why
   */
  static SupervisedActivity begin(
      ActivityExecutionContext context,
      Supplier<WorkProgress> progress,
      Duration longest,
      ScheduledExecutorService clock) {
    Duration outer = context.getInfo().getStartToCloseTimeout();
    Duration inner = outer.minus(outer.dividedBy(20));
    boolean bounded = inner.isPositive() && inner.compareTo(longest) < 0;
    return new SupervisedActivity(context, progress, bounded ? inner : longest, clock);
  }

  int number() {
    return context.getInfo().getAttempt();
  }

  CancellationSignal signal() {
    return signal;
  }

  /**
   * What to throw instead of a failure: the reason why the work was stopped, if it was.
   *
   * @param logTail for a build that was stopped because it took too long
   */
  RuntimeException because(DeployException failure, List<String> logTail) {
    ActivityCompletionException stop = unwanted;
    if (stop != null) {
      return stop;
    }
    if (late && failure.code() == FailureCode.CANCELLED) {
      return new Action("finish in time")
          .failed(
              FailureCode.BUILD_TIMEOUT,
              "it took longer than the %d s that it may".formatted(longest.toSeconds()),
              failure)
          .withLogTail(logTail);
    }
    return failure;
  }

  private void beat() {
    try {
      if (System.nanoTime() - deadline > 0) {
        late = true;
        signal.cancel();
      }
      context.heartbeat(progress.get());
    } catch (ActivityCompletionException e) {
      unwanted = e;
      signal.cancel();
    }
  }

  @Override
  public void close() {
    beat.cancel(false);
  }
}
