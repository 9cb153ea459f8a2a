package ink.ml.dp.builder.app;

import ink.ml.dp.builder.image.BuildFailures;
import ink.ml.dp.builder.logs.BuildLogs;
import ink.ml.dp.builder.workspace.Janitor;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.DaemonInfo;
import ink.ml.dp.model.failure.DeployException;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the builders and at the disk when the worker starts, and then again and again, without
 * holding up its start: a builder may come later, and each build says for itself when there is none
 * that it may use.
 */
@Singleton
class StartupChecks implements ApplicationEventListener<StartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(StartupChecks.class);

  private final BuildKitClient buildkit;
  private final Janitor janitor;
  private final BuildLogs logs;

  StartupChecks(BuildKitClient buildkit, Janitor janitor, BuildLogs logs) {
    this.buildkit = buildkit;
    this.janitor = janitor;
    this.logs = logs;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    Thread.ofPlatform().daemon().name("startup-checks").start(this::check);
  }

  @Scheduled(fixedDelay = "30m", initialDelay = "30m")
  void sweep() {
    janitor.sweep();
    logs.rotate();
  }

  /** Before what the daemons have shown is too old for builds, which would wait for it. */
  @Scheduled(fixedDelay = "5m", initialDelay = "5m")
  void lookAgain() {
    daemons();
  }

  private void check() {
    for (DaemonInfo daemon : daemons()) {
      LOG.info(
          "BuildKit {} at {}, network {}", daemon.version(), daemon.address(), daemon.network());
    }
    sweep();
  }

  private List<DaemonInfo> daemons() {
    try {
      return buildkit.check();
    } catch (BuildFailedException failed) {
      DeployException e = BuildFailures.told(failed);
      LOG.warn("{}: {}", e.code(), e.sentence());
      return List.of();
    }
  }
}
