package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.setting.Settings;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** What is not made by its own constructor. */
@Factory
final class Beans {
  @Singleton
  DeploySettings deploySettings(Settings settings) {
    return DeploySettings.read(settings);
  }
}
