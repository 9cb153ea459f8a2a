package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.sweep.Sweeper;
import ink.ml.dp.model.failure.DeployException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps, again and again. */
@Singleton
final class Sweeps {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);

  private final Sweeper sweeper;

  Sweeps(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  @Scheduled(fixedDelay = "10m", initialDelay = "2m")
  void sweep() {
    try {
      sweeper.sweep();
    } catch (DeployException e) {
      LOG.warn("no sweep this time: {}: {}", e.code(), e.sentence());
    }
  }
}
