package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.line.BuildLine;
import ink.ml.dp.builder.line.LineSettings;
import ink.ml.dp.builder.line.Place;
import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.client.WorkflowTargetOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits in the line as an activity: heartbeats, so that a cancellation ends the wait within seconds
 * and a worker that is gone is noticed, and tells the run its place.
 *
 * @param longest after which a build waits no longer
 */
@Singleton
public record Turn(BuildLine line, Duration longest) {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  /** A heartbeat for each: this often, a thousand that wait ask Temporal 250 times a second. */
  private static final Duration BEAT = Duration.ofSeconds(4);

  /** How many beats a place that has changed may go untold: each telling costs four events. */
  private static final int TOLD_EVERY = 4;

  @Inject
  Turn(BuildLine line, LineSettings settings) {
    this(line, settings.longestWait());
  }

  /**
   * Waits until a build of this tenant may begin.
   *
   * @throws DeployException {@code BUILD_CAPACITY} past the limit, {@code WORKER_STOPPED}
   */
  Place take(ActivityExecutionContext context, Tenant tenant) {
    return awaited(context, line.join(tenant, false));
  }

  /** The slot that was kept for a checkout, or else the next that is free. */
  Place takeFor(ActivityExecutionContext context, Tenant tenant, CheckoutId checkout) {
    return line.resume(checkout).orElseGet(() -> awaited(context, line.join(tenant, true)));
  }

  private Place awaited(ActivityExecutionContext context, Place place) {
    boolean mine = false;
    try {
      mine = await(context, place);
      return place;
    } catch (InterruptedException e) {
      throw new Action("wait for a builder").interrupted(e);
    } finally {
      if (!mine) {
        place.close();
      }
    }
  }

  private boolean await(ActivityExecutionContext context, Place place) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    int told = 0;
    for (int beat = 0; !place.await(beat == 0 ? BEAT.dividedBy(4) : BEAT); beat++) {
      int number = place.number();
      if (System.nanoTime() - end > 0) {
        throw new Action("wait for a builder")
            .failed(
                FailureCode.BUILD_CAPACITY,
                "none was free for %d s; it is number %d of those that wait"
                    .formatted(longest.toSeconds(), number));
      }
      context.heartbeat(new WorkProgress("queue", "place " + number, 0));
      if (number != told && beat % TOLD_EVERY == 0) {
        tell(context, number);
        told = number;
      }
    }
    if (told != 0) {
      tell(context, 0);
    }
    return true;
  }

  private static void tell(ActivityExecutionContext context, int place) {
    ActivityInfo info = context.getInfo();
    try {
      context
          .getWorkflowClient()
          .newUntypedWorkflowStub(
              WorkflowTargetOptions.newBuilder()
                  .setWorkflowId(info.getWorkflowId())
                  .setRunId(info.getRunId())
                  .build(),
              Optional.empty())
          .signal(ServiceWorkflow.IN_LINE, new PlaceInLine(place));
    } catch (RuntimeException e) {
      // For people to look at; the wait goes on without it.
      LOG.debug("the run cannot be told its place: {}", e.getMessage());
    }
  }
}
