package ink.ml.dp.builder.app;

import ink.ml.dp.builder.activity.BuildActivitiesImpl;
import ink.ml.dp.builder.activity.BuildPlanner;
import ink.ml.dp.builder.activity.SourceActivitiesImpl;
import ink.ml.dp.builder.activity.Turn;
import ink.ml.dp.builder.git.GitClient;
import ink.ml.dp.builder.git.GitHosts;
import ink.ml.dp.builder.git.InstallationTokens;
import ink.ml.dp.builder.image.CacheExports;
import ink.ml.dp.builder.image.ServiceIsolation;
import ink.ml.dp.builder.line.BuildLine;
import ink.ml.dp.builder.logs.BuildLogs;
import ink.ml.dp.builder.logs.LogShipper;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.MemoryBudget;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.registry.RegistryClient;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Puts the worker together. */
@Factory
final class Beans {
  /** Longer than a workflow takes from a clone to its build, and from one attempt to the next. */
  private static final Duration SLOT_LENT = Duration.ofMinutes(1);

  private static final int CACHE_EXPORTS_WAITING = 16;

  @Singleton
  BuildSettings config(Settings settings, Redactor redactor) {
    BuildSettings config = BuildSettings.read(settings);
    config.git().giteaToken().ifPresent(credentials -> redactor.hideForever(credentials.token()));
    return config;
  }

  @Singleton
  Workspace workspace(BuildSettings config) {
    return Workspace.open(config.workspace());
  }

  @Singleton
  @Bean(preDestroy = "close")
  CacheExports cacheExports(BuildKitClient client, BuildSettings config) {
    return new CacheExports(client, config.cacheExportTimeout(), CACHE_EXPORTS_WAITING);
  }

  @Singleton
  @Bean(preDestroy = "close")
  Shipping shipping(BuildSettings config) {
    return new Shipping(config.lokiPush().map(push -> LogShipper.start(config.buildLogs(), push)));
  }

  @Singleton
  BuildLogs buildLogs(BuildSettings config, Redactor redactor, Shipping shipping) {
    return new BuildLogs(
        config.buildLogs(), config.logLimits(), redactor, Clock.systemUTC(), shipping.shipper());
  }

  @Singleton
  @Bean(preDestroy = "shutdownNow")
  HeartbeatClock heartbeatClock() {
    return new HeartbeatClock(
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("heartbeat-", 0).factory()));
  }

  @Singleton
  GitHosts gitHosts(BuildSettings config, Redactor redactor) {
    return new GitHosts(
        config.git(),
        config
            .git()
            .githubApp()
            .map(app -> new InstallationTokens(app, Clock.systemUTC(), redactor::hideUntil)));
  }

  @Singleton
  BuildLine buildLine(BuildSettings config) {
    return new BuildLine(config.buildSlots(), SLOT_LENT, System::nanoTime);
  }

  @Singleton
  Turn turn(BuildLine line, BuildSettings config) {
    return new Turn(line, config.buildWait());
  }

  @Singleton
  SourceActivities sourceActivities(
      BuildSettings config, GitHosts hosts, Workspace workspace, Turn turn, HeartbeatClock clock) {
    return new SourceActivitiesImpl(
        hosts,
        new GitClient(
            config.git().limits(),
            config.workspace(),
            (bytes, longest, ended) ->
                MemoryBudget.shared().take(bytes, longest, ended).map(hold -> hold::close)),
        config.git().limits(),
        workspace,
        turn,
        clock.executor());
  }

  @Singleton
  BuildActivities buildActivities(
      BuildSettings config,
      Workspace workspace,
      Turn turn,
      EnvironmentClient environments,
      BuildKitClient buildkit,
      RegistryClient registry,
      CacheExports caches,
      BuildLogs logs,
      Redactor redactor,
      HeartbeatClock clock) {
    return new BuildActivitiesImpl(
        workspace,
        turn,
        environments,
        new BuildPlanner(
            workspace,
            new ServiceIsolation(config.registry().host(), config.tokens(), config.syntax()),
            config.staticBase(),
            config.stepLimits()),
        buildkit,
        registry,
        caches,
        logs,
        redactor,
        config.buildTimeout(),
        clock.executor());
  }

  /** Sends logs, where there is somewhere to send them to. */
  record Shipping(Optional<LogShipper> shipper) {
    void close() {
      shipper.ifPresent(LogShipper::close);
    }
  }

  /** Its own type, because Micronaut has executors of its own. */
  record HeartbeatClock(ScheduledExecutorService executor) {
    void shutdownNow() {
      executor.shutdownNow();
    }
  }
}
