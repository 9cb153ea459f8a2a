package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.sweep.Sweeper;
import ink.ml.dp.model.failure.DeployException;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps, again and again. */
@Context
@Bean(preDestroy = "close")
final class Sweeps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  private static final int FIRST_MINUTES = 2;
  private static final int AGAIN_MINUTES = 10;

  private final BeanProvider<Sweeper> sweeper;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweeps").factory());

  Sweeps(BeanProvider<Sweeper> sweeper) {
    this.sweeper = sweeper;
    ScheduledFuture<?> _ =
        clock.scheduleWithFixedDelay(this::sweep, FIRST_MINUTES, AGAIN_MINUTES, TimeUnit.MINUTES);
  }

  private void sweep() {
    try {
      sweeper.get().sweep();
    } catch (DeployException e) {
      LOG.warn("no sweep this time: {}: {}", e.code(), e.sentence());
    } catch (RuntimeException e) {
      // Whatever it is, the next one must come.
      LOG.error("a sweep broke off", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
