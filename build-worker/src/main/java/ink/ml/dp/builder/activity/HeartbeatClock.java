package ink.ml.dp.builder.activity;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Threads of their own for heartbeats, which no tenant's work may hold up. */
@Singleton
final class HeartbeatClock {
  private final ScheduledExecutorService executor =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("heartbeat-", 0).factory());

  ScheduledExecutorService executor() {
    return executor;
  }

  @PreDestroy
  void stop() {
    executor.shutdownNow();
  }
}
