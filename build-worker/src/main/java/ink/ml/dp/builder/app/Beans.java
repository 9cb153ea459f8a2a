package ink.ml.dp.builder.app;

import ink.ml.dp.builder.activity.RunSettings;
import ink.ml.dp.builder.git.GitClient;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.image.ImageSettings;
import ink.ml.dp.builder.image.ServiceIsolation;
import ink.ml.dp.builder.line.LineSettings;
import ink.ml.dp.builder.logs.LogSettings;
import ink.ml.dp.builder.workspace.WorkspaceSettings;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.FenceProbe;
import ink.ml.dp.buildkit.MemoryBudget;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.redact.Redactor;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/**
 * Settings, what is not ours, and what joins parts that do not know each other. Everything else is
 * made by its own constructor.
 */
@Factory
final class Beans {
  @Singleton
  BuildSettings settings(Settings settings, Redactor redactor) {
    BuildSettings read = BuildSettings.read(settings);
    read.git().giteaToken().ifPresent(credentials -> redactor.hideForever(credentials.token()));
    return read;
  }

  @Singleton
  GitSettings git(BuildSettings settings) {
    return settings.git();
  }

  @Singleton
  WorkspaceSettings workspace(BuildSettings settings) {
    return settings.workspace();
  }

  @Singleton
  LogSettings logs(BuildSettings settings) {
    return settings.logs();
  }

  @Singleton
  ImageSettings images(BuildSettings settings) {
    return settings.images();
  }

  @Singleton
  RunSettings runs(BuildSettings settings) {
    return settings.runs();
  }

  @Singleton
  LineSettings line(BuildSettings settings) {
    return settings.line();
  }

  @Singleton
  ServiceIsolation isolation(BuildSettings settings) {
    return new ServiceIsolation(
        settings.registry().host(), settings.tokens(), settings.images().syntax());
  }

  /** Neither git nor the client of the builders knows the other; they share the memory. */
  @Singleton
  GitClient gitClient(GitSettings settings, WorkspaceSettings workspace) {
    return new GitClient(
        settings.limits(),
        workspace.directory(),
        (bytes, longest, ended) ->
            MemoryBudget.shared().take(bytes, longest, ended).map(hold -> hold::close));
  }

  @Singleton
  @Bean(preDestroy = "close")
  BuildKitClient buildkit(BuildSettings settings) {
    // A builder that cannot show its fence gets no build.
    return BuildKitClient.create(
        settings.buildkit().withFence(FenceProbe.of(settings.images().staticBase())));
  }
}
