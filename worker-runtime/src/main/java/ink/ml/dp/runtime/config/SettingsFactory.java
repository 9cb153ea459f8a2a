package ink.ml.dp.runtime.config;

import ink.ml.dp.model.setting.Settings;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The one way from this process's environment into its beans. */
@Factory
final class SettingsFactory {
  @Singleton
  Settings settings() {
    return Settings.ofProcess();
  }
}
