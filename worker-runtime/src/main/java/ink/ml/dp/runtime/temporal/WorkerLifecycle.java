package ink.ml.dp.runtime.temporal;

import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.failure.FailureInterceptor;
import ink.ml.dp.runtime.health.WorkerHealth;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls while the application runs. Told to end, it takes no new task, lets running activities
 * finish within the grace ({@code SHUTDOWN_GRACE_SECONDS}, default 150), then interrupts what is
 * left; that work is retried elsewhere once its heartbeats stop.
 */
@Context
public final class WorkerLifecycle implements ApplicationEventListener<StartupEvent> {
  /** A throttle this short is what makes a cancellation reach an activity within about a second. */
  private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(WorkerLifecycle.class);

  private final TemporalConnection connection;
  private final List<QueueWorker> queues;
  private final WorkerHealth health;
  private final Duration grace;
  private final WorkerFactory factory;

  public WorkerLifecycle(
      TemporalConnection connection,
      List<QueueWorker> queues,
      FailureInterceptor failures,
      WorkerHealth health,
      Settings settings) {
    this.connection = connection;
    this.queues = queues;
    this.health = health;
    this.grace =
        settings
            .duration("SHUTDOWN_GRACE_SECONDS", "how long running activities may take at the end")
            .orElse(Duration.ofSeconds(150));
    this.factory =
        WorkerFactory.newInstance(
            connection.client(),
            WorkerFactoryOptions.newBuilder().setWorkerInterceptors(failures).build());
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    // Not on the starting thread: the health service has to answer while Temporal is away.
    Thread.ofPlatform().name("temporal-start").start(this::start);
  }

  private void start() {
    try {
      connection.await();
      for (QueueWorker queue : queues) {
        queue.register(factory.newWorker(queue.taskQueue(), options(queue)));
      }
      factory.start();
      health.ready(connection::answers);
      log.info("ready, polling {}", queues.stream().map(QueueWorker::taskQueue).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // Errors too: a class that is missing would leave a process that lives and never polls.
      log.error("cannot poll; ending so that the process is started anew", e);
      System.exit(1);
    }
  }

  private static WorkerOptions options(QueueWorker queue) {
    return queue
        .options()
        .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
        .setAllowActivityHeartbeatDuringShutdown(true)
        .setWorkflowTaskPollersBehavior(new PollerBehaviorAutoscaling(2, 5, 2))
        .setActivityTaskPollersBehavior(new PollerBehaviorAutoscaling(1, 5, 2))
        .build();
  }

  @PreDestroy
  public void stop() {
    health.draining();
    factory.shutdown();
    factory.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
    if (!factory.isTerminated()) {
      log.warn("work was still running after {}; interrupting it", grace);
      factory.shutdownNow();
      factory.awaitTermination(5, TimeUnit.SECONDS);
    }
    log.info("stopped");
  }
}
